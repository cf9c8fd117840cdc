/**
 * What the types of playwright-core name of the DOM, and no more: a test asks the browser by texts of JavaScript, and the
 * DOM's own library would let code for Lambda and Node name things that exist in browsers alone.
 */
interface Node {
  readonly nodeType: number;
}
interface HTMLElement extends Node {
  readonly tagName: string;
}
interface SVGElement extends Node {
  readonly tagName: string;
}
interface HTMLElementTagNameMap {
  readonly a: HTMLElement;
}
