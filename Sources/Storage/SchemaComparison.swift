/// One thing of a schema as its engine describes it: a table, a column, a constraint, an index, a trigger, a sequence.
public struct SchemaObject: Hashable, Sendable {
  /// `table`, `index`.
  public var kind: String
  /// `ticket`, or `ticket.team` of what belongs to a table.
  public var name: String
  /// The engine's own words, without the name of the schema, and with single spaces.
  public var text: String
}

/// Holds the schema of a database against the one that its migrations make. Whoever changes it by hand leaves the list of
/// steps as it was, so that only the tables themselves tell.
public enum SchemaComparison {
  /// Differences that are told; further ones are counted.
  public static let most = 20

  /// PostgreSQL's code for what its user may not do.
  public static let forbidden = "42501"

  public struct Difference: Hashable, Sendable {
    public var kind: String
    public var name: String
    /// What is wrong with it, in words.
    public var words: String
  }

  /// What the database has, by kind and name.
  static func objects(in transaction: any Transaction) throws -> [String: SchemaObject] {
    let all = try transaction.query(transaction.dialect.schemaObjects) { row in
      SchemaObject(kind: try row.text(0), name: try row.text(1), text: plain(try row.text(2)))
    }
    return Dictionary(all.map { ($0.kind + " " + $0.name, $0) }) { first, _ in first }
  }

  /// What the steps of a schema make, where there is nothing yet.
  static func make(_ migrations: [Migration], in transaction: any Transaction) throws -> [String: SchemaObject] {
    try Migrator.makeList(in: transaction)
    for step in migrations.sorted(by: { $0.id < $1.id }) {
      for statement in step.statements(transaction.dialect) { try transaction.execute(statement) }
    }
    return try objects(in: transaction)
  }

  /// How the schema of a database differs from the one that `migrations` make; at most `most`, in the order of kinds and
  /// names. Triggers and views that are too many are not among them.
  ///
  /// Throws `StorageError` where the database's user may not make a schema to compare with.
  ///
  /// - Parameter prefixes: What the names of number sequences begin with that are made in use: more of them are well.
  public static func differences(
    of database: any Database, from migrations: [Migration], sequencesBehind prefixes: [String] = []
  ) async throws -> [Difference] {
    let expected = try await database.inEmptySchema { try make(migrations, in: $0) }
    let found = try await database.read { try objects(in: $0) }
    let dialect = database.dialect
    let own = found.filter { key, object in
      expected[key] != nil || !prefixes.contains(where: object.name.hasPrefix) || !isSequence(object, dialect)
    }
    return differences(expected: expected, found: own)
  }

  /// Whether it is what `Dialect.makeSequence` makes, and no other table of such a name.
  private static func isSequence(_ object: SchemaObject, _ dialect: Dialect) -> Bool {
    if dialect == .postgres { return object.kind == "sequence" }
    return object.text == dialect.makeSequence(object.name).first.map(plain)
  }

  static func differences(expected: [String: SchemaObject], found: [String: SchemaObject]) -> [Difference] {
    var all: [Difference] = []
    for key in Set(expected.keys).union(found.keys).sorted() {
      switch (expected[key], found[key]) {
      case (let expected?, nil): all.append(Difference(kind: expected.kind, name: expected.name, words: "it is gone"))
      case (nil, let found?) where found.kind != "trigger" && found.kind != "view":
        all.append(Difference(kind: found.kind, name: found.name, words: "this version makes none of that name"))
      case (let expected?, let found?) where expected.text != found.text && found.kind != "trigger":
        let (should, has) = parting(expected.text, found.text)
        all.append(
          Difference(kind: found.kind, name: found.name, words: "it has \"\(has)\" where it should have \"\(should)\""))
      default: break
      }
    }
    guard all.count > most else { return all }
    let rest = Difference(kind: "schema", name: "others", words: "\(all.count - most) more things differ")
    return all.prefix(most) + [rest]
  }

  /// The parts of two texts around the place where they part.
  private static func parting(_ a: String, _ b: String) -> (String, String) {
    let (a, b) = (Array(a), Array(b))
    let same = zip(a, b).prefix { $0 == $1 }.count
    let start = max(0, same - 30)
    func part(_ text: [Character]) -> String {
      guard start < text.count else { return "" }
      return (start > 0 ? "..." : "") + String(text[start..<min(text.count, same + 50)])
    }
    return (part(a), part(b))
  }

  /// Without quotes of names, and with single spaces: engines of other versions write both in other ways.
  private static func plain(_ text: String) -> String {
    text.filter { $0 != "\"" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension Dialect {
  /// Gives kind, name and text of what the database (on PostgreSQL: the schema) has.
  var schemaObjects: String {
    if self == .sqlite {
      return """
        SELECT type, CASE WHEN type = 'table' OR type = 'view' THEN name ELSE tbl_name || '.' || name END,
          COALESCE(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'
        """
    }
    let own = "n.nspname = current_schema()"
    let unnamed = "quote_ident(current_schema()) || '.', ''"
    return """
      SELECT 'table', CAST(c.relname AS TEXT), CAST(c.relpersistence AS TEXT)
          || CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND \(own)
      UNION ALL SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
          || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
          || COALESCE(' collate ' || NULLIF(l.collname, 'default'), '')
          || COALESCE(' default ' || replace(pg_get_expr(d.adbin, d.adrelid), \(unnamed)), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND \(own)
      UNION ALL SELECT 'constraint', c.relname || '.' || o.conname,
          replace(pg_get_constraintdef(o.oid), \(unnamed)) || CASE WHEN o.convalidated THEN '' ELSE ' not valid' END
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE o.contype IN ('c', 'f', 'p', 'u', 'x') AND \(own)
      UNION ALL SELECT 'index', CAST(t.relname AS TEXT) || '.' || c.relname, replace(pg_get_indexdef(i.indexrelid), \(unnamed))
          || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE t.relkind IN ('r', 'p') AND \(own)
      UNION ALL SELECT 'sequence', CAST(c.relname AS TEXT), ''
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND \(own)
      UNION ALL SELECT 'trigger', c.relname || '.' || t.tgname, CAST(t.tgenabled AS TEXT)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND \(own)
      """
  }
}
