import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension TicketState {
  var tone: Tone {
    switch self {
    case .open: .live
    case .resolved: .good
    case .closed, .cancelled, .merged: .plain
    }
  }

  var icon: Icon {
    switch self {
    case .open: .inbox
    case .resolved: .done
    case .closed: .lock
    case .cancelled: .dash
    case .merged: .link
    }
  }
}

extension HTML {
  /// Where a ticket stands, with what keeps it waiting.
  /// - Parameter isListed: In lists nearly all are open, and nothing says so.
  public func ticketState(
    _ state: TicketState, holds: [String] = [], vendors: [String] = [], isReturned: Bool = false,
    isUndecided: Bool = false, isListed: Bool = false, labels: WordLabels = WordLabels()
  ) {
    span(.class("chips")) {
      if isUndecided { chip(.warn, .question, "agreement undecided") }
      if isReturned { chip(.warn, .question, "answered since") }
      if state != .open || (holds.isEmpty && !isListed) { chip(state.tone, state.icon, state.rawValue) }
      for hold in holds { chip(.rest, .pause, labels[.holdReason, hold] ?? Words.plain(hold)) }
      for vendor in vendors { chip(.plain, .exchange, "with \(labels[.vendor, vendor] ?? vendor)") }
    }
  }

  /// A priority; the two most urgent stand out by weight.
  public func priority(_ priority: String?, _ labels: WordLabels = WordLabels()) {
    guard let priority, !priority.isEmpty else { return span("none", .class("soft")) }
    let urgency = labels.urgency(priority).flatMap { $0 <= 2 ? "p\($0)" : nil }
    span(labels[.priority, priority] ?? priority, .when(urgency != nil, .class(urgency ?? "")))
  }
}
