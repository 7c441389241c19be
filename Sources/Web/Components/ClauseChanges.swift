import Markup

/// A clause of a record that says something else in another version.
public struct ClauseChange: Hashable, Sendable {
  /// What it is about: `First response for P1`.
  public var clause: String
  /// What it said, in words; nil where the version before has no such clause.
  public var before: String?
  /// What it says; nil where it is no more.
  public var after: String?

  public init(_ clause: String, before: String?, after: String?) {
    (self.clause, self.before, self.after) = (clause, before, after)
  }

  /// What differs between two versions, each as its clauses in their order: those that changed or went in the order of
  /// the old one, then those that are new. Of two clauses of one name in a version, the later one is the second of that
  /// name.
  public static func between(_ old: [Clause], _ new: [Clause]) -> [ClauseChange] {
    let (old, new) = (Clause.told(old), Clause.told(new))
    let later = Dictionary(new.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let known = Set(old.map(\.name))
    let changed = old.compactMap { clause in
      later[clause.name] == clause.text
        ? nil : ClauseChange(clause.name, before: clause.text, after: later[clause.name])
    }
    return changed + new.filter { !known.contains($0.name) }.map { ClauseChange($0.name, before: nil, after: $0.text) }
  }
}

/// A clause of one version, in words.
public struct Clause: Hashable, Sendable {
  /// The same in each version that has it.
  public var name: String
  public var text: String
  public init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }

  /// Each under a name of its own.
  fileprivate static func told(_ clauses: [Clause]) -> [Clause] {
    var seen: [String: Int] = [:]
    return clauses.map { clause in
      seen[clause.name, default: 0] += 1
      let number = seen[clause.name] ?? 1
      return number == 1 ? clause : Clause("\(clause.name) (\(number))", clause.text)
    }
  }
}

extension HTML {
  /// What a version says differently, a line a clause: before and after, in words.
  public func changes(_ changes: [ClauseChange], caption: String) {
    let columns = [Column("Clause"), Column("Before"), Column("After")]
    table(caption, columns: columns, stacks: true) {
      for change in changes {
        tr {
          th(change.clause, .scope("row"))
          td(.data("label", "Before")) {
            if let before = change.before { element("del") { text(before) } } else { span("not there", .class("soft")) }
          }
          td(.data("label", "After")) {
            if let after = change.after { element("ins") { text(after) } } else { span("taken out", .class("soft")) }
          }
        }
      }
    }
  }
}
