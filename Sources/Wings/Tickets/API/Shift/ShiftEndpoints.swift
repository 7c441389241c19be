import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases
import Tickets
import TicketsUseCases

/// What a team has on its hands.
struct ShiftEndpoints {
  let app: App

  var all: [Endpoint] { [show] }

  private static let list = JSONSchema.named(
    "ShiftList",
    .object([
      .init("count", JSONSchema.count.says("Up to \(CountTickets.bound); one more means more than that.")),
      .init("filter", JSONSchema.string.says("Which they are, as `filter` of `/tickets` has it.")),
      .init("items", JSONSchema.list(TicketSchemas.row).says("The first \(ShowShift.listed), next deadline first.")),
    ]))

  private static let load = JSONSchema.named(
    "ShiftLoad",
    .object([
      .init("person", JSONSchema.string.orNull.says("The sign-in name; null: nobody.")), .init("member", .boolean),
      .init("open", .count), .init("held", .count), .init("late", .count),
      .init("due", JSONSchema.count.says("With a deadline in this shift.")),
    ]))

  private static let hand = JSONSchema.named(
    "HandOver",
    .object([
      .init("ticket", JSONSchema.string.says("Its number.", example: "INC-7")), .init("at", .instant),
      .init("by", .string), .init("event", .oneOf(["ticket.assigned", "ticket.unassigned", "ticket.released"])),
      .init("team", JSONSchema.string.orNull.says("The team that it was given to; null where that stayed.")),
      .init("assignee", .string.orNull),
    ]))

  private var show: Endpoint {
    Endpoint(
      .get, "/shift", feature: "Tickets", id: "showShift", "Says what a team has on its hands",
      description: """
        Who has how much, what is late, what is due in this shift and in the next, what nobody has, and what changed hands. \
        The shift ends after `hours`, else when the hours close by which an agreement in force counts how long the team \
        holds tickets, else after \(Shift.usualHours) hours.
        """,
      access: .permission(.seeShift),
      parameters: [
        .query("team", .key, "A team by its key; of one's own the one with the most open tickets if not said."),
        .query("hours", .oneOf(Shift.lengths.map(String.init)), "The length of the shift."),
      ],
      responses: [
        .init(
          .ok, "The shift",
          .named(
            "Shift",
            .object([
              .init("team", .string), .init("from", .instant), .init("to", .instant), .init("nextTo", .instant),
              .init("calendar", JSONSchema.string.orNull.says("Whose hours these are; null where they are so many.")),
              .init("load", .list(ShiftEndpoints.load)), .init("late", ShiftEndpoints.list),
              .init("due", ShiftEndpoints.list), .init("dueNext", ShiftEndpoints.list),
              .init("unowned", ShiftEndpoints.list), .init("handsSince", .instant),
              .init("hands", JSONSchema.list(ShiftEndpoints.hand).says("What changed hands, newest first.")),
              .init("moreHands", .boolean),
            ])))
      ],
      handler: { call in
        let overview = try await app.ask(
          ShowShift(team: call.text("team"), hours: call.text("hours").flatMap { Int($0) }), as: call.principal)
        if let first = overview.unreadable.first {
          throw MainstayError.unreadable(record: first, reason: "the answer would lack it")
        }
        return .json(bytes: ShiftEndpoints.bytes(overview))
      })
  }

  private static func bytes(_ overview: ShiftOverview) -> [UInt8] {
    var out = JSONWriter(capacity: 16_384)
    out.object { out in
      out.member("team", overview.team.key)
      out.member("from", overview.shift.now)
      out.member("to", overview.shift.end)
      out.member("nextTo", overview.shift.nextEnd)
      out.member("calendar", overview.shift.calendar)
      out.key("load")
      out.array(overview.load) { out, load in
        out.object { out in
          out.member("person", load.person)
          out.member("member", load.isMember)
          out.member("open", load.counts.open)
          out.member("held", load.counts.held)
          out.member("late", load.counts.late)
          out.member("due", load.counts.due)
        }
      }
      let lists: [(StaticString, ShiftList)] = [
        ("late", overview.late), ("due", overview.due), ("dueNext", overview.dueNext), ("unowned", overview.unowned),
      ]
      for (name, list) in lists {
        out.key(name)
        out.object { out in
          out.member("count", list.count)
          out.member("filter", list.filter.text)
          out.key("items")
          out.array(list.items) { out, item in out.object { TicketJSON.write(item.ticket, into: &$0) } }
        }
      }
      out.member("handsSince", overview.hands.since)
      out.key("hands")
      out.array(overview.hands.items) { out, item in
        out.object { out in
          out.member("ticket", item.ticket.number)
          out.member("at", item.at)
          out.member("by", item.actor)
          out.member("event", item.event.kind)
          let (team, assignee) = item.event.receivers
          out.member("team", team)
          out.member("assignee", assignee)
        }
      }
      out.member("moreHands", overview.hands.hasMore)
    }
    return out.bytes
  }
}

extension TicketEvent {
  /// To whom it gives the ticket; nil where that stays as it is, or to nobody.
  fileprivate var receivers: (team: String?, assignee: String?) {
    if case .assigned(let team, let assignee) = self { (team, assignee) } else { (nil, nil) }
  }
}
