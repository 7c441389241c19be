import Agreements
import Components
import Core
import Disputes
import DisputesUseCases
import Kernel
import Markup
import Services
import Tickets
import TicketsUseCases

/// How disputes are put in words.
enum DisputeWords {
  static func path(_ number: Int) -> String { "\(Place.disputes.path)/\(Dispute.name(number))" }

  static func period(_ service: String, _ period: ServicePeriod) -> String {
    "/services/\(Address.encoded(service))/periods/\(period.text)"
  }

  static func clock(_ ticket: String, _ name: String, _ cycle: Int) -> String {
    "/tickets/\(Address.encoded(ticket))/clocks/\(Address.encoded(name))/\(cycle)"
  }

  /// `resolution`, `next response, cycle 2`.
  static func clock(_ name: String, _ cycle: Int) -> String {
    Words.plain(name) + (cycle == 1 ? "" : ", cycle \(cycle)")
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// `November 2026`, `4th quarter of 2026`, `2026`.
  static func period(_ period: ServicePeriod) -> String {
    switch period.kind {
    case .month: "\(months[period.first.month - 1]) \(period.first.year)"
    case .quarter: "\(["1st", "2nd", "3rd", "4th"][(period.first.month - 1) / 3]) quarter of \(period.first.year)"
    case .year: "\(period.first.year)"
    }
  }

  /// A length out of exact decimal seconds.
  static func length(_ seconds: String?) -> String {
    guard let parts = seconds?.split(separator: "."), let whole = parts.first.flatMap({ Int64($0) }) else {
      return "\u{2013}"
    }
    let rest = parts.count > 1 ? Int64(String((parts[1] + "000").prefix(3))) ?? 0 : 0
    return Words.exact(Duration(milliseconds: whole * 1000 + rest))
  }

  /// What a dispute contests, in a line: `that the resolution of INC-7 was breached`.
  static func contests(_ shown: DisputeShown) -> String {
    switch shown.dispute.subject {
    case .clock(_, let name, let cycle):
      "that \(clock(name, cycle)) of \(shown.ticket?.number ?? "a ticket") was \(shown.dispute.seen.words)"
    case .figure(let service, let period):
      "that \(service) was available \(shown.dispute.seen.words) in \(self.period(period))"
    }
  }
}

extension HTML {
  /// What it is about, with the way there.
  func about(_ shown: DisputeShown) {
    switch shown.dispute.subject {
    case .clock(_, let name, let cycle):
      let title = Words.capital(name) + (cycle == 1 ? "" : ", cycle \(cycle)")
      if let ticket = shown.ticket {
        a(title, .href(DisputeWords.clock(ticket.number, name, cycle)))
        text(" of ")
        a(ticket.number, .href("/tickets/" + Address.encoded(ticket.number)))
      } else {
        text(title)
      }
    case .figure(let service, let period):
      a(.href(DisputeWords.period(service, period))) { bdi(service) }
      text(", \(DisputeWords.period(period))")
    }
  }

  /// How it stands.
  func standing(_ shown: DisputeShown) {
    let dispute = shown.dispute
    switch dispute.state {
    case .open: chip(.warn, .pause, shown.waiting?.words ?? dispute.state.words)
    case .upheld, .partly: chip(.good, .done, dispute.state.words)
    case .rejected: chip(.bad, .fault, dispute.state.words)
    case .withdrawn: chip(.plain, .never, dispute.state.words)
    }
  }

  /// A verdict, or a figure with its verdict.
  func value(_ value: ContestedValue?) {
    switch value {
    case .clock(let verdict)?:
      switch verdict.state {
      case .met: chip(.good, .done, "met")
      case .breached: chip(.bad, .fault, "breached")
      default: chip(.plain, nil, ContestedValue.clock(verdict).words)
      }
    case .figure(let figure)?:
      text(ContestedValue.figure(figure).words)
      if let met = figure.met { span(met ? "target met" : "target missed", .class("under")) }
    case nil: span("no such cycle", .class("soft"))
    }
  }

  /// What should be counted instead.
  func correction(_ correction: Correction, _ shown: DisputeShown, for reader: Reader) {
    switch correction {
    case .leaveOut(let from, let to, let reason, let clause):
      text("Leave out ")
      stretch(from, to, for: reader)
      text(" (\(Words.exact(to - from))): ")
      bdi(Words.plain(reason))
      if let clause {
        span(.class("under")) {
          text("by ")
          bdi(clause)
        }
      }
    case .countAgain(_, let reason):
      text("Count again what was left out")
      if let exclusion = shown.exclusion {
        text(", ")
        stretch(exclusion.from, exclusion.to, for: reader)
        text(" (\(Words.plain(exclusion.reason)))")
      }
      text(": ")
      bdi(Words.plain(reason))
    case .records(let change): records(change, shown, for: reader)
    }
  }

  private func stretch(_ from: Instant, _ to: Instant, for reader: Reader) {
    moment(from, .full, for: reader)
    text(" to ")
    moment(to, .full, for: reader)
  }

  private func records(_ change: Correction.RecordChange, _ shown: DisputeShown, for reader: Reader) {
    func name() {
      if let number = change.outage { a(Outage.name(number), .href("/outages/\(Outage.name(number))")) }
    }
    guard change.kind != .withdraw else {
      text("Withdraw ")
      name()
      text(": it counts for nothing")
      return
    }
    if change.kind == .correct {
      text("Correct ")
      name()
      text(": ")
    } else {
      text("Record: ")
    }
    guard let outage = change.outage(of: "") else { return text("what cannot be read") }
    text("\(outage.state.words), \(outage.cause.words), ")
    moment(outage.from, .full, for: reader)
    text(" to ")
    if let to = outage.to { moment(to, .full, for: reader) } else { text("now: it goes on") }
    guard change.kind == .correct, let old = shown.outage, old.from != outage.from || old.to != outage.to else {
      return
    }
    span(.class("under")) {
      text("it stands as ")
      moment(old.from, .full, for: reader)
      text(" to ")
      if let to = old.to { moment(to, .full, for: reader) } else { text("now") }
    }
  }
}
