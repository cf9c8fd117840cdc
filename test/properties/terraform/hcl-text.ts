type Json = unknown;
type Body = Readonly<Record<string, Json>>;

/** Attributes of the worlds that are nested blocks where they hold objects. */
const NESTED = new Set(["ingress", "egress", "route", "vpc_config", "entry"]);

/** Writes resources of Terraform JSON as HCL, each part in one of the ways that mean the same. */
export class HclWriter {
  readonly #choices: readonly number[];
  #next = 0;
  readonly #locals: string[] = ["  nothing = []"];
  readonly #variables: string[] = [];
  readonly #assigned: string[] = [];

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** The files of the configuration. */
  files(resource: Readonly<Record<string, Readonly<Record<string, Body>>>>): Record<string, string> {
    let resources = "";
    for (const [type, named] of Object.entries(resource)) {
      for (const [name, body] of Object.entries(named))
        resources += `resource "${type}" ${this.#choose(2) === 0 ? `"${name}"` : name} {\n${this.#body(body)}}\n`;
    }
    const locals = `locals {\n${this.#locals.join("\n")}\n}\n`;
    return {
      "main.tf": resources,
      "more.tf": `${this.#variables.join("\n")}\n${locals}`,
      "terraform.tfvars": this.#assigned.join("\n"),
    };
  }

  #choose(options: number): number {
    this.#next += 1;
    return (this.#choices[this.#next % this.#choices.length] ?? 0) % options;
  }

  #body(body: Body): string {
    return Object.entries(body)
      .map(([name, value]) => this.#member(name, value))
      .join("");
  }

  #member(name: string, value: Json): string {
    const blocks = [value].flat();
    const isNested = NESTED.has(name) && blocks.length > 0 && blocks.every((one) => typeof one === "object");
    const end = ["\n", ' # a comment " {\n', " // another ${\n", " /* a third } */\n"][this.#choose(4)];
    if (!isNested) return `  ${name} = ${this.#value(value)}${end}`;
    const bodies = blocks as Body[];
    if (this.#choose(3) === 0) return this.#dynamic(name, bodies);
    return bodies.map((one) => `  ${name} {${end}${this.#body(one)}  }\n`).join("");
  }

  /** One `dynamic` block a block, by way of its iterator. */
  #dynamic(name: string, bodies: readonly Body[]): string {
    return bodies
      .map((body) => {
        const [iterator, line] = this.#choose(2) === 0 ? [name, ""] : ["it", "    iterator = it\n"];
        const members = Object.keys(body).map((key) => `      ${key} = ${iterator}.value.${key}\n`);
        const object = this.#expression(body);
        return `  dynamic "${name}" {\n    for_each = [${object}]\n${line}    content {\n${members.join("")}    }\n  }\n`;
      })
      .join("");
  }

  /** A value where it stands, or by way of a local or a variable. */
  #value(value: Json): string {
    const written = this.#expression(value);
    const isLiteral = !written.includes("aws_");
    switch (this.#choose(6)) {
      case 0:
        this.#locals.push(`  l${this.#next} = ${written}`);
        return `local.l${this.#next}`;
      case 1:
        if (!isLiteral) return written;
        this.#variables.push(`variable "v${this.#next}" {}`);
        this.#assigned.push(`v${this.#next} = ${written}`);
        return `var.v${this.#next}`;
      case 2:
        return `try(local.nothing[0], ${written})`;
      case 3:
        return `true ? ${written} : null`;
      default:
        return written;
    }
  }

  #expression(value: Json): string {
    if (Array.isArray(value)) return `[${value.map((one) => this.#expression(one)).join(", ")}]`;
    if (typeof value === "object" && value !== null) {
      const members = Object.entries(value).map(([key, one]) => `${key} = ${this.#expression(one)}`);
      return `{ ${members.join(this.#choose(2) === 0 ? ", " : "\n")} }`;
    }
    if (typeof value !== "string") return String(value);
    const reference = /^\$\{(.*)\}$/u.exec(value)?.[1];
    return reference !== undefined && this.#choose(3) > 0 ? reference : JSON.stringify(value);
  }
}
