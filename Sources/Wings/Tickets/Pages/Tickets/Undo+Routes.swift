import Components
import Core
import HTTPSupport
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  /// How a change that was just made can be taken back; nil where it cannot.
  func undo(_ change: TicketChange, _ call: Call, back: String) async throws -> UndoOffer? {
    guard let offer = try await app.ask(ShowUndo(TicketKey(change.id)), as: call.principal),
      offer.version == change.version
    else { return nil }
    return UndoOffer("/tickets/\(Address.encoded(change.number))/undo", version: offer.version, back: back)
  }

  /// Takes the last change back, and says what became of that.
  @Sendable func undoChange(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let key = TicketKey(call.place("ticket"))
    let back = Pages.back(form["back"], or: "/tickets/" + Address.encoded(key.text))
    do {
      guard let version = form.version else { throw MainstayError.field("version", "is missing") }
      let change = try await once(UndoTicketChange(key, expecting: version), call, form)
      return done(call, back, "\(change.number): undone. Both changes stand in its history; what was sent stays sent.")
    } catch MainstayError.stale {
      return done(
        call, back, "Not undone: \(key.text) has changed since. What happened meanwhile stands below.", tone: .warn)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return done(call, back, faults.map { Forms.sentence($0.message) }.joined(separator: " "), tone: .warn)
    }
  }
}

extension TicketAct {
  /// Whether it may have an opposite: what is sent stays sent.
  var mayBeUndone: Bool {
    switch self {
    case .take, .hold, .change, .assign, .resolve: true
    case .reply, .note, .resume, .handOff, .acknowledge, .handBack, .reopen, .close, .cancel, .merge, .link, .withdraw,
      .exclude:
      false
    }
  }
}
