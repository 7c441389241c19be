import Core
import Kernel
import Organisation

extension Look {
  /// The keys of records that a text names by key or by name, with commas, semicolons or bars between. Blanks part only
  /// what is no name as a whole and of which each part is a key. What is neither stays as it was typed, for the fault.
  func keys(_ kind: StructureKind, _ text: String) throws -> [String] {
    let said = text.split(whereSeparator: { ",;|\n\r".contains($0) }).map(\.trimmed).filter { !$0.isEmpty }
    var seen: Set<String> = []
    return try said.flatMap { try keys(kind, oneOf: $0) }.filter { seen.insert($0).inserted }
  }

  private func keys(_ kind: StructureKind, oneOf text: String) throws -> [String] {
    if try StructureStore.hasKey(text, kind, in: transaction) { return [text] }
    let named = try StructureStore.keys(named: text, kind, in: transaction)
    // Of several of one name nobody knows which is meant.
    if named.count == 1 { return named }
    let parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if parts.count > 1, try parts.allSatisfy({ try StructureStore.hasKey($0, kind, in: transaction) }) { return parts }
    return [text]
  }
}
