/**
 * Words and passwords that lists of leaked passwords begin with, in lower case: alone, repeated or with digits around
 * them they make no password.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `123456 1234567 12345678 123456789 1234567890 password passw0rd passwort passwd pass motdepasse contrasena wachtwoord
  qwerty qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm qwertyuiop qazwsx abc abcd abcdef abc123 abcd1234 admin
  administrator root toor user guest login welcome willkommen bienvenue letmein access master default changeme change
  secret geheim secure security private temp temporary test testing tester demo sample example trustno1 trust
  iloveyou loveyou lovely love ilove you forever friends friend family mother father sister brother daughter baby
  babygirl princess prince queen king angel angels heaven jesus christ god lord blessed faith hope charlie michael
  daniel jessica jennifer ashley amanda nicole michelle matthew joshua andrew robert thomas george william jordan
  hunter harley ranger buster tigger ginger pepper cookie chocolate cheese banana orange apple peanut sunshine
  moonlight starlight summer winter autumn spring monday tuesday wednesday thursday friday saturday sunday january
  february march april may june july august september october november december dragon monkey tiger lion eagle
  falcon panther dolphin butterfly phoenix shadow ninja samurai warrior soldier killer assassin hacker matrix
  superman batman spiderman ironman pokemon pikachu starwars startrek gandalf naruto minecraft fortnite mustang
  corvette ferrari porsche mercedes yamaha honda toyota chelsea arsenal liverpool barcelona juventus madrid football
  baseball basketball hockey soccer tennis golfer yankees cowboys steelers lakers computer internet windows samsung
  microsoft google facebook amazon android iphone apple nokia network server database oracle cisco linux ubuntu
  system manager office company business money dollar lucky lucky7 fuckyou fuckoff fuck bitch asshole pussy sexy
  whatever nothing something anything everything hello hallo bonjour goodbye thankyou please flower purple yellow
  silver golden diamond crystal rainbow freedom victory london paris berlin newyork america canada england france
  germany deutschland brazil india russia china london summer2024 summer2025 summer2026 winter2024 winter2025
  winter2026 p4ssword pa55word pa55w0rd 1q2w3e4r 1q2w3e4r5t zaq12wsx q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qazxsw2
  111111 222222 333333 555555 666666 777777 888888 999999 000000 112233 121212 123123 123321 131313 654321 696969
  987654321 123qwe qwe123 asd123 zxc123 aa123456 a123456 a1b2c3d4 letmeinnow opensesame sesame mypassword my is the your thepassword newpassword password1 cordon the123
  abc12345 admin123 root123 welcome1 welcome123 monkey123 dragon123 login123 qwerty1 qwerty123 qwerty12345
  iloveyou1 iloveyou2 sunshine1 princess1 football1 superman1 starwars1 trustno1`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);
