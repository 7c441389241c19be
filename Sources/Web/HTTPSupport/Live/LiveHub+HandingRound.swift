import Core
import Kernel
import NIOCore
import Synchronization
import TicketsUseCases

extension LiveHub {
  /// One turn: looks again who may read, reads what has changed once, and hands it round. One turn at a time.
  func handRound() async {
    await lookAgain()
    guard let work = takeWork() else { return beat() }
    var tickets: [RecordID: ChangedTickets.Line] = [:]
    do {
      if work.readsTickets { tickets = try await read(work.subjects) }
    } catch {
      // The database is away: what is owed stays owed, and the next look at the time tries again.
      return giveBack(work)
    }
    let gone = state.withLock { state -> [Reader] in
      let batch = LiveBatch(now: app.clock.now(), position: position)
      state.underway = nil
      return hand(work, tickets, batch, &state)
    }
    for reader in gone { reader.inlet.finish() }
    beat()
  }

  /// What one turn hands round.
  private struct Work {
    var subjects: Set<String>
    /// Of those, what is new to everybody.
    var news: [String: Int64]
    var sequence: Int64
    var readsTickets: Bool
  }

  private func takeWork() -> Work? {
    state.withLock { state in
      let ready = state.readers.values.filter { !$0.isHeld }
      let owed = ready.reduce(into: Set<String>()) { $0.formUnion($1.owed.keys) }
      guard !state.pending.isEmpty || ready.contains(where: \.isBehind) else { return nil }
      state.underway = state.pending.values.min()
      defer { state.pending = [:] }
      return Work(
        subjects: owed.union(state.pending.keys), news: state.pending, sequence: nextPlace(&state),
        readsTickets: ready.contains(where: \.needsTickets))
    }
  }

  private func giveBack(_ work: Work) {
    state.withLock { state in
      state.underway = nil
      state.pending.merge(work.news, uniquingKeysWith: max)
    }
  }

  /// Tickets as lines, by id, in portions.
  private func read(_ subjects: Set<String>) async throws -> [RecordID: ChangedTickets.Line] {
    let ids = Set(subjects.compactMap(LiveHub.ticket)).sorted()
    var found: [RecordID: ChangedTickets.Line] = [:]
    for first in stride(from: 0, to: ids.count, by: ChangedTickets.most) {
      for line in try await lines(Array(ids[first..<min(first + ChangedTickets.most, ids.count)])) {
        found[line.ticket.id] = line
      }
    }
    return found
  }

  private func lines(_ ids: [RecordID]) async throws -> [ChangedTickets.Line] {
    do {
      return try await app.ask(ChangedTickets(ids), as: LiveHub.asker)
    } catch MainstayError.unavailable(let reason) {
      throw MainstayError.unavailable(reason: reason)
    } catch MainstayError.away(let internals) {
      throw MainstayError.away(internals: internals)
    } catch {
      // One of them cannot be read; it keeps the others from nobody.
      var found: [ChangedTickets.Line] = []
      for id in ids { found += (try? await app.ask(ChangedTickets([id]), as: LiveHub.asker)) ?? [] }
      return found
    }
  }

  private static let asker = Principal.system("live")
  static let ticketPrefix = "ticket:"

  /// The ticket that a subject is of; nil where it is of something else.
  private static func ticket(_ subject: String) -> RecordID? {
    guard subject.hasPrefix(ticketPrefix) else { return nil }
    let rest = subject.dropFirst(ticketPrefix.count)
    return RecordID(String(rest.hasSuffix(App.innerSuffix) ? rest.dropLast(App.innerSuffix.count) : rest))
  }

  /// Hands a batch round; answers with those whose streams end.
  private func hand(
    _ work: Work, _ tickets: [RecordID: ChangedTickets.Line], _ batch: LiveBatch, _ state: inout State
  ) -> [Reader] {
    var rounds = Rounds(tickets: tickets, features: app.features)
    let news = rounds.changes(work.news)
    var gone: [Reader] = []
    for id in Array(state.readers.keys) {
      guard var reader = state.readers[id] else { continue }
      let isLate =
        reader.needsTickets && !work.readsTickets
        || !reader.owed.allSatisfy { work.subjects.contains($0.key) && $0.value <= work.sequence }
      if reader.isHeld || isLate {
        // Its standing was told of, or it opened, since this turn began: it gets all of it in a turn of its own.
        reader.owed.merge(work.news, uniquingKeysWith: max)
        state.readers[id] = reader
        if isLate { wake.yield() }
        continue
      }
      let changes = reader.owed.isEmpty ? news : rounds.changes(work.news.merging(reader.owed, uniquingKeysWith: max))
      let seen = rounds.visible(changes, to: reader.caller.principal, isCommon: reader.owed.isEmpty)
      let isOver = reader.caller.endsAt.map { $0 <= batch.now } ?? false
      var bytes: ByteBuffer?
      if !isOver {
        bytes = write(seen, to: &reader, at: work.sequence, into: batch)
        (reader.owed, reader.mustReload, reader.isNew) = ([:], false, false)
      }
      if isOver || bytes.map({ !LiveHub.send($0, to: &reader) }) ?? false {
        gone.append(reader)
        state.readers[id] = nil
      } else {
        state.readers[id] = reader
      }
    }
    return gone
  }

  /// What a reader gets of a turn that stands at `sequence`. Each change has its own id, in the order of their newest,
  /// so that whoever is cut off anywhere between them comes back to all that did not arrive.
  private func write(
    _ changes: [LiveChange], to reader: inout Reader, at sequence: Int64, into batch: LiveBatch
  ) -> ByteBuffer? {
    if reader.mustReload {
      // Whoever loads anew sees all of this turn.
      let part = batch.event("reload") { ServerEvent("reload", data: "more") }
      return batch.bytes(LiveBatch.pieces([part], of: sequence))
    }
    var pieces: [LiveBatch.Piece] = []
    for change in changes {
      pieces += LiveBatch.pieces(reader.view.write([change], into: batch), of: change.sequence)
    }
    if !pieces.isEmpty { return batch.bytes(pieces) }
    // Nothing of what it missed is for this reader; it stands here now.
    return reader.isBehind ? ByteBuffer(string: place(sequence)) : nil
  }

  /// False where the reader has fallen too far behind.
  private static func send(_ bytes: ByteBuffer, to reader: inout Reader) -> Bool {
    reader.sentAt = .now
    if case .dropped = reader.inlet.yield(bytes) { return false }
    return true
  }

  /// The changes of a turn, as each kind of reader may see them.
  private struct Rounds {
    var tickets: [RecordID: ChangedTickets.Line]
    let features: Features
    private var byRights: [Rights: [LiveChange]] = [:]
    private var byName: [String: [LiveChange]] = [:]

    init(tickets: [RecordID: ChangedTickets.Line], features: Features) {
      (self.tickets, self.features) = (tickets, features)
    }

    /// One a subject, in the order of their newest: what shows to a ticket's requester and what does not together.
    func changes(_ subjects: [String: Int64]) -> [LiveChange] {
      var changes: [String: LiveChange] = [:]
      for (told, sequence) in subjects {
        let ticket = LiveHub.ticket(told)
        var change = LiveChange(
          subject: ticket.map { LiveHub.ticketPrefix + $0.text } ?? told,
          isInner: ticket != nil && told.hasSuffix(App.innerSuffix), sequence: sequence,
          ticket: ticket.flatMap { tickets[$0] })
        if let other = changes[change.subject] {
          change.isInner = change.isInner && other.isInner
          change.sequence = max(sequence, other.sequence)
        }
        changes[change.subject] = change
      }
      return changes.values.sorted { $0.sequence < $1.sequence }
    }

    /// What readers may do who see the same, whoever they are.
    private struct Rights: Hashable {
      var role: Role
      var access: AccessRights?
      var clearance: Clearance
    }

    /// Those of `changes` that a principal may see. Where they are the ones that all get (`isCommon`), the answer is
    /// kept for others of the same rights, or of the name where not all tickets are seen.
    mutating func visible(_ changes: [LiveChange], to principal: Principal, isCommon: Bool) -> [LiveChange] {
      let rights = Rights(role: principal.role, access: principal.access, clearance: principal.clearance)
      let seesAll = principal.sight(of: .seeAllTickets) == .all
      if isCommon, let known = seesAll ? byRights[rights] : byName[principal.name] { return known }
      let visible = changes.filter { LiveHub.may(principal, see: $0, features) }
      if isCommon { if seesAll { byRights[rights] = visible } else { byName[principal.name] = visible } }
      return visible
    }
  }

  /// Whether a principal may know of a change.
  private static func may(_ principal: Principal, see change: LiveChange, _ features: Features) -> Bool {
    if change.subject.hasPrefix(ticketPrefix) {
      let sight = principal.sight(of: .seeAllTickets)
      // Of one that cannot be read nobody knows who may see it.
      guard let row = change.ticket?.ticket else { return sight == .all }
      return sight.takesIn(row) || !change.isInner && principal.mayFollow(row)
    }
    return features.permission(ofLive: change.subject).map(principal.may) ?? false
  }

  /// Asks anew who those are whose standing was told of, or everybody where it is time, and ends what is good no more.
  private func lookAgain() async {
    let asked = state.withLock { state -> [(id: Int, told: Int, secret: CallerSecret?)] in
      let all = state.wantsReview
      state.wantsReview = false
      if all { state.reviewedAt = .now }
      return state.readers.filter { all || $0.value.isHeld }
        .map { (id: $0.key, told: $0.value.told, secret: $0.value.caller.secret) }
    }
    guard !asked.isEmpty else { return }
    let found: [Caller?]
    do {
      found = try await authenticator.callers(asked.compactMap(\.secret))
    } catch {
      // Who cannot be looked at gets nothing until it can.
      state.withLock { state in for one in asked { state.readers[one.id]?.told += 1 } }
      return
    }
    var rest = found[...]
    var ended: [Reader] = []
    state.withLock { state in
      let now = app.clock.now()
      for one in asked {
        let caller = one.secret == nil ? nil : rest.popFirst() ?? nil
        guard var reader = state.readers[one.id] else { continue }
        if var caller, caller.principal.hasSameRights(as: reader.caller.principal), caller.mayRead,
          caller.endsAt.map({ $0 > now }) ?? true
        {
          caller.secret = one.secret
          reader.caller = caller
          reader.reviewed = max(reader.reviewed, one.told)
          state.readers[one.id] = reader
        } else {
          ended.append(reader)
          state.readers[one.id] = nil
        }
      }
    }
    for reader in ended { reader.inlet.finish() }
  }

  /// Says to those who have heard nothing for a while where they stand, so that proxies keep the stream open.
  private func beat() {
    let silence = Swift.Duration.milliseconds(limits.heartbeat.milliseconds)
    let slow = state.withLock { state -> [Reader] in
      let now = ContinuousClock.now
      let text = ByteBuffer(string: place(standing(&state)))
      var slow: [Reader] = []
      for (id, reader) in state.readers where now - reader.sentAt >= silence && !reader.isHeld && !reader.isBehind {
        var reader = reader
        if LiveHub.send(text, to: &reader) {
          state.readers[id] = reader
        } else {
          slow.append(reader)
          state.readers[id] = nil
        }
      }
      return slow
    }
    for reader in slow { reader.inlet.finish() }
  }
}
