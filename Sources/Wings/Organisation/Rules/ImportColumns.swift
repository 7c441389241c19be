import Kernel

/// What a column of a file is taken for.
public struct ColumnMatch: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// It is called as here.
    case same
    /// It is called otherwise, and what it means is known.
    case similar
    /// Somebody said what it is.
    case chosen
    /// Somebody said to leave it out.
    case leftOut
    /// It is called as nothing here, and nobody said what it is.
    case unknown
    /// Another column is taken for the same.
    case twice
  }

  /// Counted from 0.
  public var place: Int
  /// As the file calls it.
  public var written: String
  /// What it is here; nil where it is left out or not known.
  public var column: String?
  public var kind: Kind

  /// Whether somebody has to say what it is.
  public var isOpen: Bool { kind == .unknown || kind == .twice }

  /// What was taken for what, where that is not the same: `Full name is display name`; nil where there is nothing to say.
  public var words: String? {
    switch kind {
    case .same, .unknown, .twice: nil
    case .similar, .chosen: "\(shown) is read as \(column ?? "")"
    case .leftOut: "\(shown) is left out"
    }
  }

  /// The name in the file, or its place where it has none.
  public var shown: String { written.trimmed.isEmpty ? "column \(place + 1)" : written.trimmed }
}

/// The columns that a table may have, and how the columns of a file are matched with them.
public struct TableColumns: Hashable, Sendable {
  /// Their names; the first says what a row is about.
  public var names: [String]
  /// Other ways to write them, in small letters and digits.
  public var others: [String: String]
  /// Those that a file has to have, and what for, behind a comma.
  public var needed: [String: String]

  public init(_ names: [String], others: [String: String] = [:], needed: [String: String]) {
    (self.names, self.others, self.needed) = (names, others, needed)
  }

  /// Stands where a column is to be left out.
  public static let leaveOut = "-"

  static func plain(_ written: String) -> String { written.lowercased().filter { $0.isLetter || $0.isNumber } }

  /// What each column of a file is taken for.
  ///
  /// - Parameters:
  ///   - chosen: What somebody said of columns, by their places: a column, or `leaveOut`.
  ///   - meant: Columns that mean something else than they are called, by their places.
  public func matches(
    of written: [String], chosen: [Int: String] = [:], meant: [Int: String] = [:]
  ) -> [ColumnMatch] {
    let plain = written.map(TableColumns.plain)
    var taken = Set(chosen.values)
    return written.indices.map { place in
      func match(_ column: String?, _ kind: ColumnMatch.Kind) -> ColumnMatch {
        ColumnMatch(place: place, written: written[place], column: column, kind: kind)
      }
      if let said = chosen[place] {
        return said == TableColumns.leaveOut ? match(nil, .leftOut) : match(said, .chosen)
      }
      let same = names.first { $0.filter { $0 != " " } == plain[place] }
      guard let known = meant[place] ?? same ?? others[plain[place]] else { return match(nil, .unknown) }
      guard taken.insert(known).inserted else { return match(known, .twice) }
      return match(known, written[place].trimmed == known ? .same : .similar)
    }
  }

  /// What keeps a table from being read with these matches: columns that are not known or stand twice, and those that
  /// are needed and missing.
  public func faults(of matches: [ColumnMatch]) -> [FieldFault] {
    var faults: [FieldFault] = []
    var seen: Set<String> = []
    for match in matches {
      let place = "line 1, column \(match.place + 1)"
      switch match.kind {
      case .unknown:
        let name = match.written.trimmed.isEmpty ? "a column without a name" : match.written.trimmed
        faults.append(
          FieldFault(
            place, "\(name) is none of \(names.joined(separator: ", ")); say which of them it is, or leave it out"))
      case .twice:
        faults.append(
          FieldFault(
            place, "\(match.shown) is \(match.column ?? "") too, as another column; say which, or leave it out"))
      case .chosen:
        let column = match.column ?? ""
        if !names.contains(column) {
          faults.append(FieldFault(place, "\(column) is none of \(names.joined(separator: ", "))"))
        } else if !seen.insert(column).inserted {
          faults.append(FieldFault(place, "\(column) is said of two columns"))
        }
      case .same, .similar, .leftOut: break
      }
    }
    for name in names {
      guard let why = needed[name], !matches.contains(where: { $0.column == name && $0.kind != .twice }) else {
        continue
      }
      faults.append(FieldFault("line 1", "has no column \(name), \(why)"))
    }
    return faults
  }

  /// What somebody wrote of columns, `Full name=display name`, by the places of the columns so called.
  ///
  /// - Throws: `invalid` at `path` for one that is written otherwise or names no column of the file.
  public func chosen(
    _ said: [String], of written: [String], at path: String
  ) throws(MainstayError) -> [Int: String] {
    var chosen: [Int: String] = [:]
    for one in said {
      guard let sign = one.lastIndex(of: "=") else {
        throw .field(path, "\(one) is not written as NAME=COLUMN, like \"Full name=display name\" or Notes=-")
      }
      let (name, column) = (String(one[..<sign]).trimmed, String(one[one.index(after: sign)...]).trimmed)
      let places = written.indices.filter { written[$0].trimmed == name }
      guard !places.isEmpty else {
        throw .field(path, "the file has no column \(name); it has \(written.map(\.trimmed).joined(separator: ", "))")
      }
      guard column == TableColumns.leaveOut || names.contains(column) else {
        throw .field(path, "\(column) is none of \(names.joined(separator: ", ")), nor - to leave it out")
      }
      for place in places { chosen[place] = column }
    }
    return chosen
  }
}

extension ImportSubject {
  /// Stands where a column is to be left out.
  public static let leaveOut = TableColumns.leaveOut

  /// Other ways to write the names of columns, in small letters and digits.
  private var others: [String: String] {
    switch self {
    case .people:
      [
        "signinname": "name", "signin": "name", "username": "name", "login": "name", "loginname": "name",
        "userid": "name", "user": "name", "accountname": "name", "samaccountname": "name", "uid": "name",
        "fullname": "display name", "displayname": "display name", "mail": "email", "mailaddress": "email",
        "emailaddress": "email", "team": "teams", "organization": "organisation", "language": "languages",
        "skill": "skills",
      ]
    case .structure:
      [
        "organization": "organisation", "timezone": "zone", "language": "languages", "line": "tier",
        "calendar": "hours", "deputylead": "deputy", "organizations": "organisations",
      ]
    }
  }

  private var table: TableColumns {
    TableColumns(columns, others: others, needed: [columns[0]: "which says what each row is about"])
  }

  /// What each column of a file is taken for.
  ///
  /// - Parameter chosen: What somebody said of columns, by their places: a column, or `leaveOut`.
  public func matches(of written: [String], chosen: [Int: String] = [:]) -> [ColumnMatch] {
    let plain = written.map(TableColumns.plain)
    // Where another column has the sign-in name, one that is called "Name" has what people are called.
    let hasSignIn =
      self == .people
      && (chosen.values.contains("name")
        || plain.indices.contains { chosen[$0] == nil && plain[$0] != "name" && others[plain[$0]] == "name" })
    let meant = hasSignIn ? plain.indices.filter { plain[$0] == "name" } : []
    return table.matches(
      of: written, chosen: chosen, meant: Dictionary(uniqueKeysWithValues: meant.map { ($0, "display name") }))
  }

  /// What keeps a table from being read with these matches.
  public func faults(of matches: [ColumnMatch]) -> [FieldFault] { table.faults(of: matches) }

  /// What somebody wrote of columns, `Full name=display name`, by the places of the columns so called.
  ///
  /// - Throws: `invalid` at `path` for one that is written otherwise or names no column of the file.
  public func chosen(_ said: [String], of written: [String], at path: String) throws(MainstayError) -> [Int: String] {
    try table.chosen(said, of: written, at: path)
  }
}
