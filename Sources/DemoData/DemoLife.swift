import Core
import Kernel
import PeopleUseCases
import Tickets
import TicketsUseCases

/// Lives the plan: each step is a use case, run as the person who does it.
struct DemoLife {
  let app: App
  private let people: [String: Principal]
  private var tickets: [Int: TicketKey] = [:]

  /// - Parameter people: Everybody by sign-in name.
  init(app: App, people: [String: Principal]) { (self.app, self.people) = (app, people) }

  mutating func take(_ step: DemoPlan.Step) async throws {
    let who = principal(step.actor)
    if case .open(let story, _) = step.action {
      let change = try await app.run(
        OpenTicket(
          kind: story.kind, title: story.title, description: story.description,
          attributes: ["category": story.category, "service": story.service]), as: who)
      tickets[step.ticket] = TicketKey(change.id)
      // The desk sorts it right away.
      let desk = principal("amara")
      if story.priority != DemoWords.usualPriority {
        try await app.run(
          ChangeTicket(TicketKey(change.id), set: ["priority": story.priority], reason: "impact and urgency"), as: desk)
      }
      if story.team != "service-desk" {
        try await app.run(AssignTicket(TicketKey(change.id), team: story.team), as: desk)
      }
      return
    }
    guard let key = tickets[step.ticket] else { return }
    try await act(step.action, on: key, as: who)
  }

  private func act(_ action: DemoPlan.Step.Action, on key: TicketKey, as who: Principal) async throws {
    switch action {
    case .open: break
    case .assign(let agent): try await app.run(AssignTicket(key, assignee: agent), as: who)
    case .answer(let text, _): try await app.run(AnswerTicket(key, body: text), as: who)
    case .note(let text, _): try await app.run(AnswerTicket(key, body: text, isPublic: false), as: who)
    case .hold(let reason): try await app.run(HoldTicket(key, reason: reason), as: who)
    case .handOff(let vendor): try await app.run(HandOffTicket(key, vendor: vendor), as: who)
    case .acknowledge(let vendor): try await app.run(AcknowledgeHandoff(key, vendor: vendor), as: who)
    case .handBack(let vendor): try await app.run(HandBackTicket(key, vendor: vendor), as: who)
    case .prioritize(let priority, let reason):
      try await app.run(ChangeTicket(key, set: ["priority": priority], reason: reason), as: who)
    case .resolve(let text, _): try await app.run(ResolveTicket(key, text: text), as: who)
    case .reopen: try await app.run(ReopenTicket(key, reason: "it happens again"), as: who)
    case .close: try await app.run(CloseTicket(key), as: who)
    case .cancel: try await app.run(CancelTicket(key, reason: "solved itself"), as: who)
    }
  }

  private func principal(_ name: String) -> Principal { people[name] ?? .system("desk") }
}
