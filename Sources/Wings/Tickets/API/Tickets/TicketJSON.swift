import Agreements
import AgreementsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// Tickets as the API writes them.
package enum TicketJSON {
  static func url(_ number: String) -> String { "/api/v1/tickets/" + PercentCoding.encode(number) }

  package static func write(_ row: TicketRow, into out: inout JSONWriter) {
    // By position: a field is a large value, and lists would copy a thousand.
    let fields = TicketField.listed
    for place in fields.indices {
      guard let member = fields[place].member else { continue }
      write(fields[place].value(row), member, into: &out)
      if place == numberPlace { out.member("url", url(row.number)) }
    }
  }

  private static let numberPlace = TicketField.listed.firstIndex { $0.name == "number" }

  private static func write(_ value: TicketField.Value, _ member: StaticString, into out: inout JSONWriter) {
    switch value {
    case .none: out.member(member, nil as String?)
    case .text(let text): out.member(member, text)
    case .texts(let texts): out.member(member, texts)
    case .instant(let instant): out.member(member, instant)
    case .flag(let flag): out.member(member, flag)
    case .count(let count): out.member(member, count)
    }
  }

  /// - Parameter foreseen: Nil of a clock of which nothing is said, and for who is not told.
  package static func write(_ clock: ClockRow, foreseen: ForeseenClock? = nil, into out: inout JSONWriter) {
    out.object { out in
      out.member("clock", clock.name)
      out.member("metric", clock.metric.rawValue)
      out.member("cycle", clock.cycle)
      out.member("state", clock.state.rawValue)
      out.member("targetSeconds", seconds: clock.target)
      out.member("elapsedSeconds", seconds: clock.isReadingHidden ? nil : clock.elapsed)
      out.member("startedAt", clock.startedAt)
      out.member("due", clock.due)
      out.member("stoppedAt", clock.stoppedAt)
      out.member("breachedAt", clock.breachedAt)
      out.member("beyondHorizon", clock.beyondHorizon)
      out.member("asOf", clock.isReadingHidden ? nil : clock.asOf)
      out.member("foreseen", json: foreseen.map(json))
    }
  }

  /// What is foreseen of a clock.
  package static func json(_ foreseen: ForeseenClock) -> JSON {
    [
      "probability": foreseen.probability.map { .decimal("\($0)") } ?? .null,
      "similar": .integer(Int64(foreseen.similar)), "missed": .integer(Int64(foreseen.missed)),
      "because": .array(foreseen.because.map(JSON.string)), "model": .integer(Int64(foreseen.model)),
      "since": .string(foreseen.at.rfc3339),
    ]
  }

  /// A ticket of a list, with its clocks.
  static func write(
    _ row: TicketRow, _ clocks: [ClockRow], _ foreseen: [ForeseenClock], into out: inout JSONWriter
  ) {
    out.object { out in
      write(row, into: &out)
      out.key("clocks")
      out.array(clocks) { out, clock in
        write(clock, foreseen: foreseen.of(row.id, clock.name, clock.cycle), into: &out)
      }
    }
  }

  static func page(_ page: TicketPage) -> [UInt8] {
    var out = JSONWriter(capacity: page.items.count * 1500 + 256)
    out.object { out in
      out.key("items")
      out.array(page.items) { out, item in write(item.ticket, item.clocks, item.foreseen, into: &out) }
      out.member("next", page.next.map { PageCursor.write($0) })
      out.member("unreadable", page.unreadable)
      out.member("notes", page.notes)
    }
    return out.bytes
  }

  static func detail(_ detail: TicketDetail) -> [UInt8] {
    var out = JSONWriter(capacity: 4096)
    out.object { out in
      write(detail.row, into: &out)
      out.member("description", detail.text.description)
      out.member("attributes", json: .object(detail.ticket.attributes.mapValues(JSON.string)))
      out.key("clocks")
      out.array(detail.clocks) { out, clock in
        write(clock, foreseen: detail.foreseen.of(detail.row.id, clock.name, clock.cycle), into: &out)
      }
      out.key("links")
      out.array(detail.links) { out, link in
        out.object { out in
          out.member("relation", link.relation.rawValue)
          out.key("ticket")
          out.object { write(link.ticket, into: &$0) }
        }
      }
      out.key("mergedInto")
      if let survivor = detail.mergedInto { out.object { write(survivor, into: &$0) } } else { out.null() }
      out.key("mergedOutcome")
      if let outcome = detail.outcome {
        out.object { out in
          out.member("state", outcome.state.rawValue)
          out.member("at", outcome.at)
        }
      } else {
        out.null()
      }
      out.member("readOnly", detail.readOnly)
      out.member("clockFault", detail.clockFault)
      out.member(
        "agreementVersion",
        json: detail.agreement.map {
          ["key": .string($0.key), "version": .integer(Int64($0.version)), "name": .string($0.terms.agreement.name)]
        })
    }
    return out.bytes
  }

  static func change(_ status: Bool, _ change: TicketChange) -> Outcome {
    Outcome(
      status ? .created : .ok,
      [
        "id": .string(change.id.text), "number": .string(change.number), "url": .string(url(change.number)),
        "version": .integer(Int64(change.version)), "state": .string(change.state.rawValue),
      ], version: change.version)
  }

  static func message(_ message: Message) -> JSON {
    [
      "id": .string(message.id.text), "at": .string(message.at.rfc3339), "author": .string(message.author),
      "side": .string(message.side.rawValue), "public": .bool(message.isPublic),
      "withdrawnAt": .instant(message.withdrawnAt) ?? .null, "body": .string(message.body),
    ]
  }

  static func happening(_ entry: TicketDetail.HistoryEntry) -> JSON {
    var details = entry.event.payload.objectValue ?? [:]
    // The digest of a text proves it; what the text says stands among the messages.
    details["text"] = nil
    for member in entry.hidden { details[member] = nil }
    for key in ["until", "from", "to"] {
      if let milliseconds = details[key]?.integerValue {
        details[key] = .string(Instant(milliseconds: milliseconds).rfc3339)
      }
    }
    return [
      "sequence": .integer(entry.sequence), "kind": .string(entry.event.kind), "at": .string(entry.at.rfc3339),
      "recordedAt": .string(entry.recordedAt.rfc3339), "actor": .string(entry.actor), "details": .object(details),
    ]
  }
}
