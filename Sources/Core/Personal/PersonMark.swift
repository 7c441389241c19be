import Journal
import Kernel

/// Who wrote something, as records name them: a person by id, a part of the product by its name.
package enum PersonMark {
  /// As entries of the journal name the same.
  package static func token(_ mark: String) -> String {
    mark.hasPrefix(Principal.systemMark) ? mark : PersonToken.of(RecordID(mark))
  }

  /// The mark of what `token` made.
  package static func mark(_ token: String) -> String { PersonToken.id(token) ?? token }
}

extension Principal {
  /// As records name who wrote them.
  package var mark: String { isPerson ? id.text : name }
}
