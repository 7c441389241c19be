import Kernel
import Storage
import Tickets

/// The numbers that people use, one sequence a kind: INC-1024. Tickets of another tool keep their own numbers where
/// they can, and these may look like ours: then our sequences pass them over.
package enum TicketNumbers {
  /// What the names of the sequences begin with; a kind that is added gets one of its own.
  static let sequences = "number_"

  static func sequence(of kind: TicketKind) -> String {
    sequences + kind.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// What the drivers call the constraint that a number is one ticket's.
  static let constraint = "ticket_number_key"

  /// How often a write is tried whose numbers others take meanwhile.
  static let attempts = 5

  /// Numbers that are looked at together.
  private static let portion: Int64 = 1000

  /// Takes the next number of a kind.
  private static func next(of kind: Numbered, in tx: any Transaction) throws -> String {
    let value = try tx.first(tx.dialect.takeNumber(sequence(of: kind.kind))) { try $0.int64(0) }
    return kind.number(value ?? 0)
  }

  /// Takes the next number of a kind that no ticket has and that is none of those that tickets are about to keep.
  package static func next(of kind: TicketKind, besides kept: Set<String>, in tx: any Transaction) throws -> String {
    guard let kind = try kinds(in: tx).first(where: { $0.kind == kind }) else {
      throw MainstayError.unreadable(
        record: "word \(kind.rawValue), list kind", reason: "it is not there, so that nobody knows how to number it")
    }
    while true {
      let number = try next(of: kind, in: tx)
      if kept.contains(number) { continue }
      if try NumberStore.taken([number], in: tx).isEmpty { return number }
      try passTaken(of: kind, in: tx)
    }
  }

  /// A kind and what stands before its numbers.
  private struct Numbered {
    var kind: TicketKind
    var prefix: String
    func number(_ value: Int64) -> String { "\(prefix)-\(value)" }
  }

  private static func kinds(in tx: any Transaction) throws -> [Numbered] {
    try WordStore.all([.kind], in: tx).compactMap { word in
      guard let kind = TicketKind(rawValue: word.key), let prefix = word.prefix else { return nil }
      return Numbered(kind: kind, prefix: prefix)
    }
  }

  /// Moves each sequence behind the numbers that come next and that tickets have already, one by one, so that no
  /// number is given twice whatever other nodes take meanwhile.
  static func passTaken(in tx: any Transaction) throws {
    for kind in try kinds(in: tx) { try passTaken(of: kind, in: tx) }
  }

  private static func passTaken(of kind: Numbered, in tx: any Transaction) throws {
    while true {
      let last = try tx.first(tx.dialect.lastNumber(sequence(of: kind.kind))) { try $0.int64(0) } ?? 0
      let values = (1...portion).map { last + $0 }
      let taken = try NumberStore.taken(values.map(kind.number), in: tx)
      let passed = values.prefix { taken.contains(kind.number($0)) }.count
      for _ in 0..<passed { _ = try next(of: kind, in: tx) }
      if passed < values.count { break }
    }
  }
}
