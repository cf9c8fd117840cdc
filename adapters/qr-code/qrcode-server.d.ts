/** What we use of qrcode: the declarations of its own need those of a browser. */
declare module "qrcode/lib/server.js" {
  // biome-ignore lint/suspicious/noShadowRestrictedNames: it is called so.
  export function toString(
    text: string,
    options: { readonly type: "svg"; readonly errorCorrectionLevel: "M"; readonly margin: number },
  ): Promise<string>;
}
