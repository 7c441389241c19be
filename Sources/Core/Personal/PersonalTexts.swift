import Journal
import Kernel

/// Opens what keys of people sealed, as far as there are keys.
package struct PersonalTexts {
  /// What stands in the place of a text whose key was destroyed.
  package static let erased = "(erased)"
  /// What stands in the place of a text whose key this node cannot open.
  package static let closed = "(sealed; this node cannot open it)"

  private var keys: [RecordID: PersonKey] = [:]
  private var erased: Set<RecordID> = []

  package init(_ texts: some Sequence<String>, from look: Look) throws {
    let ids = Set(texts.compactMap { PersonalText($0)?.person.text })
    for subject in try SubjectStore.subjects(ids, in: look.transaction) {
      if subject.erasedAt != nil { erased.insert(subject.id) }
      keys[subject.id] = subject.key.flatMap { try? look.app.key($0, of: subject.id) }
    }
  }

  /// The text in plain; itself where it is not sealed.
  package func callAsFunction(_ written: String) -> String {
    guard let sealed = PersonalText(written) else { return written }
    if let text = keys[sealed.person]?.open(sealed) { return text }
    return erased.contains(sealed.person) ? PersonalTexts.erased : PersonalTexts.closed
  }
}
