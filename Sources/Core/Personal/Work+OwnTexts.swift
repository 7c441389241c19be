import Journal
import Kernel
import Storage

extension Work {
  /// A text sealed with the key of somebody, which goes when they are erased.
  ///
  /// - Throws: `notFound` where nobody has this id, or they were erased.
  package func sealed(_ text: String, of person: RecordID) throws -> String {
    guard let subject = try SubjectStore.subject(person, in: transaction), subject.erasedAt == nil else {
      throw MainstayError.notFound(kind: "person", id: person.text)
    }
    return try sealed(text, with: subject)
  }
}

extension PersonalTexts {
  /// The text in plain; nil where its key was destroyed, or this node cannot open it.
  package func opened(_ written: String) -> String? {
    let text = self(written)
    return text == PersonalTexts.erased || text == PersonalTexts.closed ? nil : text
  }
}
