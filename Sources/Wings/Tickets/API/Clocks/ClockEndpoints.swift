import Agreements
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// The clocks of a ticket, each with the reason for every stretch of it.
struct ClockEndpoints {
  let app: App

  var all: [Endpoint] { [explain] }

  private static let segment = JSONSchema.named(
    "ClockSegment",
    .object([
      .init("from", .instant), .init("to", .instant), .init("counted", .boolean),
      .init("holder", JSONSchema.string.says("Whose time it was.", example: "team:network")),
      .init(
        "because",
        .object([
          .init("cause", .string), .init("reason", JSONSchema.string.orNull),
          .init("rule", JSONSchema.count.says("The number of the rule that decided.")),
          .init("sequence", JSONSchema.count.orNull.says("The deciding entry of the ticket's journal stream.")),
          .init("exclusion", JSONSchema.count.orNull.says("Index of the deciding exclusion.")),
          .init("calendar", JSONSchema.string.orNull), .init("withdrawn", .list(.string)),
        ])),
    ]))

  private static let target = JSONSchema.named(
    "ClockTarget",
    .object([
      .init("since", JSONSchema.instant.says("From when the cycle had it.")),
      .init("row", JSONSchema.count.orNull.says("Index among the objective's targets; null where no row fits.")),
      .init("target", JSONSchema.string.orNull.says("As the agreement writes it.", example: "PT4H")),
      .init(
        "when",
        .list(
          .object([
            .init("attribute", .string), .init("value", JSONSchema.string.says("What the ticket had.")),
            .init("values", JSONSchema.list(.string).says("What the row asks for: one of these.")),
            .init("sequence", JSONSchema.count.orNull.says("The entry of the ticket's stream that set it.")),
          ]))),
    ]))

  private static let reading = JSONSchema.named(
    "ClockReading",
    .object([
      .init("clock", .string), .init("metric", .oneOf(Metric.self)), .init("cycle", .count),
      .init("state", .oneOf(ClockState.self)), .init("targetSeconds", JSONSchema.number.orNull),
      .init("elapsedSeconds", .number), .init("remainingSeconds", JSONSchema.number.orNull),
      .init("startedAt", JSONSchema.instant.orNull), .init("due", JSONSchema.instant.orNull),
      .init("stoppedAt", JSONSchema.instant.orNull), .init("breachedAt", JSONSchema.instant.orNull),
      .init("overrunSeconds", JSONSchema.number.orNull), .init("beyondHorizon", JSONSchema.boolean.orNull),
      .init("thresholds", .list(.object([.init("at", .instant), .init("rung", .string)]))),
      .init(
        "targets",
        JSONSchema.list(target).says("Why it has its target: the rows that were chosen, oldest first; the last holds.")),
      .init("segments", .list(segment)),
    ]))

  private static let explanation = JSONSchema.named(
    "ClockExplanation",
    .object([
      .init("ticket", .string), .init("asOf", .instant),
      .init(
        "agreement",
        JSONSchema.object([.init("key", .string), .init("version", .count), .init("name", .string)]).orNull),
      .init("clocks", .list(reading)),
      .init(
        "attribution",
        JSONSchema.list(.object([.init("holder", .string), .init("seconds", .number)]))
          .says("Of the whole ticket while it was open, not of one clock: those are the segments.")),
      .init(
        "exclusions",
        .list(.object([.init("from", .instant), .init("to", .instant), .init("reason", .string)]))),
      .init(
        "unreadable",
        JSONSchema.string.orNull.says(
          "Why no clock is explained: the entry or the agreement that this version cannot read, as the history and the "
            + "ticket name it.")),
    ]))

  private var explain: Endpoint {
    Endpoint(
      .get, "/tickets/{ticket}/clocks", feature: "Clocks", id: "explainClocks",
      "Explains a ticket's clocks, stretch by stretch",
      description: """
        Computed afresh from the journal, as they stand now or stood at `asOf`. Where an entry of the ticket's history \
        or its agreement cannot be read, there are no clocks and `unreadable` names it: nothing is guessed.
        """,
      access: .permission(.seeAgreements),
      parameters: [TicketSchemas.parameter, .query("asOf", .instant, "Now if not said; at most ten years ahead.")],
      responses: [.init(.ok, "Clocks with their reasons", ClockEndpoints.explanation)],
      handler: { call in
        let key = TicketKey(call.place("ticket"))
        let asOf = call.instant("asOf")
        let found: ClockExplanation?
        do {
          found = try await app.explainClocks(key, asOf: asOf, as: call.principal)
        } catch let error as MainstayError {
          guard case .unreadable = error, let fault = try await clockFault(key, call) else { throw error }
          return .json(ClockJSON.nothing(key, asOf ?? call.now, unreadable: fault))
        }
        guard let found else {
          return .json(ClockJSON.nothing(key, asOf ?? call.now, unreadable: try await clockFault(key, call)))
        }
        return .json(bytes: ClockJSON.explanation(found))
      })
  }

  /// What of a ticket cannot be read, so that its clocks cannot be explained; nil where it can.
  private func clockFault(_ key: TicketKey, _ call: Call) async throws -> String? {
    let detail = try await app.ask(ShowTicket(key), as: call.principal)
    return detail.readOnly ?? detail.clockFault
  }
}

/// Explanations as the API writes them, in the words of `mainstay evaluate`.
enum ClockJSON {
  /// No agreement covers the ticket, or what cannot be read keeps its clocks from being explained.
  static func nothing(_ ticket: TicketKey, _ asOf: Instant, unreadable: String?) -> JSON {
    [
      "ticket": .string(ticket.text), "asOf": .string(asOf.rfc3339), "agreement": nil, "clocks": [],
      "attribution": [], "exclusions": [], "unreadable": .text(unreadable) ?? .null,
    ]
  }

  static func explanation(_ found: ClockExplanation) -> [UInt8] {
    var out = JSONWriter(capacity: 16_384)
    out.object { out in
      out.member("ticket", found.ticket.number)
      out.member("asOf", found.evaluation.asOf)
      out.key("agreement")
      out.object { out in
        out.member("key", found.agreement.key)
        out.member("version", found.agreement.version)
        out.member("name", found.agreement.terms.agreement.name)
      }
      out.key("clocks")
      out.array(found.evaluation.clocks) { out, reading in
        write(reading, found.events.map(\.sequence), into: &out)
      }
      out.key("attribution")
      out.array(found.evaluation.attribution) { out, share in
        out.object { out in
          out.member("holder", share.holder.text)
          out.member("seconds", seconds: share.time)
        }
      }
      out.key("exclusions")
      out.array(found.exclusions) { out, exclusion in
        out.object { out in
          out.member("from", exclusion.from)
          out.member("to", exclusion.to)
          out.member("reason", exclusion.reason)
        }
      }
      out.key("unreadable")
      out.null()
    }
    return out.bytes
  }

  private static func write(_ reading: ClockReading, _ sequences: [Int64], into out: inout JSONWriter) {
    out.object { out in
      out.member("clock", reading.clock)
      out.member("metric", reading.metric.rawValue)
      out.member("cycle", reading.cycle)
      out.member("state", reading.state.rawValue)
      out.member("targetSeconds", seconds: reading.target)
      out.member("elapsedSeconds", seconds: reading.elapsed)
      out.member("remainingSeconds", seconds: reading.remaining)
      out.member("startedAt", reading.startedAt)
      out.member("due", reading.due)
      out.member("stoppedAt", reading.stoppedAt)
      out.member("breachedAt", reading.breachedAt)
      out.member("overrunSeconds", seconds: reading.overrun)
      out.member("beyondHorizon", reading.beyondHorizon)
      out.key("thresholds")
      out.array(reading.thresholds) { out, rung in
        out.object { out in
          out.member("at", rung.at)
          out.member("rung", rung.rung)
        }
      }
      out.key("targets")
      out.array(reading.targets) { out, choice in write(choice, sequences, into: &out) }
      out.key("segments")
      out.array(reading.segments) { out, segment in
        out.object { out in
          out.member("from", segment.from)
          out.member("to", segment.to)
          out.member("counted", segment.counted)
          out.member("holder", segment.holder.text)
          out.key("because")
          write(segment.because, sequences, into: &out)
        }
      }
    }
  }

  private static func write(_ choice: TargetChoice, _ sequences: [Int64], into out: inout JSONWriter) {
    out.object { out in
      out.member("since", choice.since)
      out.member("row", choice.row)
      out.member("target", choice.length?.text)
      out.key("when")
      out.array(choice.met) { out, met in
        out.object { out in
          out.member("attribute", met.condition.attribute)
          out.member("value", met.value)
          out.member("values", met.condition.values)
          out.member("sequence", met.event.flatMap { sequences.indices.contains($0) ? Int(sequences[$0]) : nil })
        }
      }
    }
  }

  private static func write(_ because: Because, _ sequences: [Int64], into out: inout JSONWriter) {
    let (cause, reason) = words(because.cause)
    out.object { out in
      out.member("cause", cause)
      out.member("reason", reason)
      out.member("rule", because.rule)
      out.member("sequence", because.event.flatMap { sequences.indices.contains($0) ? Int(sequences[$0]) : nil })
      out.member("exclusion", because.exclusion)
      out.member("calendar", because.calendar)
      out.member("withdrawn", because.withdrawn)
    }
  }

  private static func words(_ cause: Because.Cause) -> (String, String?) {
    switch cause {
    case .open: ("open", nil)
    case .localDays: ("localDays", nil)
    case .closed: ("closed", nil)
    case .exclusion(let reason): ("exclusion", reason)
    case .held(let reason): ("held", reason)
    case .resolvedTimeCounts: ("resolvedTimeCounts", nil)
    case .summary: ("summary", nil)
    }
  }
}
