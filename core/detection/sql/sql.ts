/** What marks a text as SQL of ours: no other module can name it, so that no text of a user becomes SQL by mistake. */
const TEXT: unique symbol = Symbol("sql");

/** A piece of SQL: written in our source, or made of a value by the literal renderer. */
export interface Sql {
  readonly [TEXT]: string;
}

/**
 * A piece of SQL from a template: sql`SELECT ts FROM ${table} WHERE user_id = ${literal.text(user)}`.
 *
 * Only pieces of SQL can be put in, so every value goes through {@link literal} and every name through `identifier`.
 * @throws TypeError where JavaScript puts in anything else
 */
export function sql(template: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  if (!Array.isArray(template.raw))
    throw new TypeError("sql is a tag of templates, and no function of texts");
  return pieceOf(
    template
      .map((part, index) => part + (index < pieces.length ? sqlText(pieces[index] as Sql) : ""))
      .join(""),
  );
}

/** The pieces, with a separator of our source between them: `joinSql(columns, ", ")`. */
export function joinSql(
  pieces: readonly Sql[],
  separator: ", " | " AND " | " OR " | " UNION ALL " | "\n",
): Sql {
  return pieceOf(pieces.map(sqlText).join(separator));
}

/** The text of a piece, as an engine gets it. @throws TypeError for anything else */
export function sqlText(piece: Sql): string {
  const text: unknown = (piece as Partial<Sql> | null | undefined)?.[TEXT];
  if (typeof text === "string") return text;
  throw new TypeError(`a value reached SQL without a renderer: ${typeof piece}`);
}

/** For the renderers of this folder alone. */
export function pieceOf(text: string): Sql {
  return { [TEXT]: text };
}
