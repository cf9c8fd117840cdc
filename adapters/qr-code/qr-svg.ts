/** The QR code of a text as SVG (ISO/IEC 18004). */
export async function qrSvg(text: string): Promise<string> {
  const { toString: draw } = await import("qrcode/lib/server.js");
  return draw(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
}
