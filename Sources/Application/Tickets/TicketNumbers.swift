import Kernel
import Storage
import Tickets

/// The numbers that people use, one sequence a kind: INC-1024.
enum TicketNumbers {
  static let sequences = TicketKind.allCases.map(sequence(of:))

  private static func sequence(of kind: TicketKind) -> String { "number_" + kind.rawValue }

  static func take(for kind: TicketKind, in tx: any Transaction) throws -> String {
    let number = try tx.first(tx.dialect.takeNumber(sequence(of: kind))) { try $0.int64(0) }
    guard let number else {
      throw MainstayError.unavailable(reason: "the number sequence of \(kind.rawValue)s is missing")
    }
    return "\(kind.prefix)-\(number)"
  }
}
