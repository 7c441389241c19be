import ArgumentParser
import Core
import Kernel
import MainstayServer
import Services
import ServicesUseCases

/// What every command about services and their outages has: where it works, and how it says what it did.
struct ServicesOptions: ParsableArguments {
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run<C: Command>(_ command: C) async throws -> C.Output {
    try await database.onProduct { try await $0.app.run(command, as: $1) }
  }

  func ask<Q: Query>(_ query: Q) async throws -> Q.Output {
    try await database.onProduct { try await $0.app.ask(query, as: $1) }
  }

  /// Does something to a record, and says what was done and which periods were stated again.
  func change<C: Command>(_ command: C, _ words: String) async throws where C.Output == OutageChange {
    let change = try await run(command)
    if let waiting = change.waiting { return say(waiting) }
    if output.json {
      return Say.result([
        "outage": change.outage.told(ticket: nil), "restated": ServicesOptions.periods(change.restated),
        "waiting": .null, "unapproved": .array(change.unapproved.map { .string($0.line) }),
      ])
    }
    Say.result("\(change.outage.name) \(words).")
    for time in change.unapproved { Say.result("Not yet left out: \(time.line).") }
    say(change.restated)
  }

  /// Says that a change waits.
  func say(_ waiting: ServiceChange) {
    if output.json {
      return Say.result([
        "waiting": .string(waiting.name), "restated": .array([]), "moves": .array(waiting.moves.map(\.json)),
      ])
    }
    Say.result("Nothing is changed yet: \(waiting.name) waits for a second person (mainstay services changes).")
    for move in waiting.moves { Say.result(move.line) }
  }

  /// Says what became of a change, and which periods were stated again.
  func say(_ decided: DecidedChange) {
    if output.json {
      return Say.result([
        "change": .string(decided.change.name), "state": .string(decided.change.state.rawValue),
        "restated": ServicesOptions.periods(decided.restated),
      ])
    }
    Say.result("\(decided.change.name) is \(decided.change.state.words).")
    say(decided.restated)
  }

  private static func periods(_ restated: [AvailabilityStatement]) -> JSON {
    .array(restated.map { .string($0.period.text) })
  }

  private func say(_ restated: [AvailabilityStatement]) {
    for one in restated { Say.result("\(one.period.text) is stated again: \(one.figure.line)") }
  }
}

extension FigureMove {
  /// For a terminal.
  var line: String { "\(period.text): \(before.line) -> \(after.line)" }
}

extension StatedFigure {
  /// For a terminal: `99.865591, missed`.
  var line: String { (availability ?? "nothing to measure") + (met.map { $0 ? ", met" : ", missed" } ?? "") }
}

extension Outage {
  /// As the API has it, without its address.
  func told(ticket: String?) -> JSON {
    [
      "name": .string(name), "service": .string(service), "from": .string(from.rfc3339), "to": .instant(to) ?? .null,
      "state": .string(state.rawValue), "cause": .string(cause.rawValue), "source": .string(source),
      "evidence": .text(evidence) ?? .null, "ticket": .text(ticket) ?? .null, "toldAt": .string(toldAt.rfc3339),
      "approvedAt": .instant(approvedAt) ?? .null, "withdrawn": .bool(isWithdrawn), "version": .integer(Int64(version)),
    ]
  }
}
