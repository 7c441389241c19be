import Tickets

/// The numbers that people use, one sequence a kind: INC-1024.
enum TicketNumbers {
  static let sequences = TicketKind.allCases.map(sequence(of:))

  static func sequence(of kind: TicketKind) -> String { "number_" + kind.rawValue }
}
