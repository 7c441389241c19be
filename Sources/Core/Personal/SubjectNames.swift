import Journal
import Kernel
import Storage

extension Principal {
  /// What the names of the product's own parts begin with.
  package static let systemMark = "system:"

  /// Whether somebody is behind it who has a record.
  package var isPerson: Bool { role != .system }
}

/// What those are called at present whom entries name.
package struct SubjectNames {
  private var present: [String: String] = [:]

  /// - Parameter written: Tokens, and plain names of entries of before.
  package init(_ written: some Sequence<String>, in tx: any Transaction) throws {
    var ids: [String: String] = [:]
    var former: [String: String] = [:]
    for text in written where present[text] == nil {
      if let id = PersonToken.id(text) {
        ids[id] = text
      } else if !text.hasPrefix(Principal.systemMark) {
        former[DataSubject.former(text)] = text
      }
    }
    var present: [String: String] = [:]
    try SubjectStore.names(ids: Set(ids.keys), former: Set(former.keys), in: tx) { key, name in
      if let text = ids[key] ?? former[key] { present[text] = name }
    }
    self.present = present
  }

  /// What `written` is called at present; itself where nobody is known by it.
  package func callAsFunction(_ written: String) -> String { present[written] ?? written }
}
