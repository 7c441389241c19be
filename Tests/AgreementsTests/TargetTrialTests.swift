import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Testing

@Suite("Compliance at other targets is what the clock engine says of them", .timeLimit(.minutes(10)))
struct TargetTrialTests {
  /// How a clock stands, as far as a target decides it.
  private enum Stand: Hashable { case met, breached, open, cancelled }

  private static func stand(_ state: ClockState) -> Stand? {
    switch state {
    case .met: .met
    case .breached: .breached
    case .running, .paused, .neverDue: .open
    case .cancelled: .cancelled
    case .idle, .noTarget: nil
    }
  }

  private struct Key: Hashable {
    var cycle: Int
    var stand: Stand
  }

  /// What the engine says where the whole agreement has this target in this row.
  private static func engine(
    _ ticket: RandomTicket, _ objective: Int, _ row: Int, _ length: Duration
  ) throws -> Set<Key> {
    var agreement = ticket.agreement
    agreement.objectives[objective].targets[row].length = .open(ISO8601Duration(time: length))
    var replay = ClockReplay(plan: try ClockPlan(agreement, calendars: TestCalendars.all))
    replay.add(ticket.events)
    var found: Set<Key> = []
    replay.forEachVerdict(asOf: ticket.asOf, exclusions: ticket.exclusions) { verdict in
      guard verdict.objective == objective, verdict.row == row, let stand = stand(verdict.state) else { return }
      found.insert(Key(cycle: verdict.cycle, stand: stand))
    }
    return found
  }

  @Test("for random tickets with pauses, reopenings, changes, exclusions and clocks that go back")
  func exact() throws {
    var (settled, dependent, breached, met) = (0, 0, 0, 0)
    for seed in 0..<40 {
      let ticket = RandomTicket(seed: seed, events: seed % 2 == 0 ? 8 : 25)
      let lengths = [1, 30, 90, 240, 1500].map { ISO8601Duration(time: .minutes($0)) }
      for (index, objective) in ticket.agreement.objectives.enumerated() {
        for (row, target) in objective.targets.enumerated() {
          guard case .open = target.length else { continue }
          let trial = try TargetTrial(
            ticket.agreement, objective: objective.name, row: row, lengths: lengths, calendars: TestCalendars.all)
          let clocks = trial.clocks(of: [ticket.events], asOf: ticket.asOf, exclusions: ticket.exclusions)
          let replayed = trial.verdicts(of: [ticket.events], asOf: ticket.asOf, exclusions: ticket.exclusions)
          let depends = trial.dependsOnTarget(ticket.events)
          for (place, length) in trial.lengths.enumerated() {
            let engine = try Self.engine(ticket, index, row, length)
            let exact = Set(
              replayed[place].compactMap { one in Self.stand(one.state).map { Key(cycle: one.cycle, stand: $0) } })
            #expect(exact == engine, "seed \(seed), \(objective.name), \(length.iso8601)")
            guard !depends else { continue }
            let looked = Set(
              clocks.compactMap { one in Self.stand(one.state(at: length)).map { Key(cycle: one.cycle, stand: $0) } })
            #expect(looked == engine, "seed \(seed), \(objective.name), row \(row), \(length.iso8601)")
            breached += engine.count { $0.stand == .breached }
            met += engine.count { $0.stand == .met }
          }
          if depends { dependent += 1 } else { settled += 1 }
        }
      }
    }
    #expect(settled > 100 && dependent > 100 && breached > 100 && met > 100)
  }

  @Test("what cannot be told from open time is refused by its name")
  func refused() throws {
    let agreement = Agreement(
      name: "A",
      objectives: [
        Objective(
          name: "resolution", metric: .resolution, calendar: "always",
          targets: [
            Target(when: [Condition("priority", anyOf: ["P1"])], length: .localDays(3)),
            Target(length: .open(ISO8601Duration(time: .hours(4)))),
          ])
      ])
    func fault(_ row: Int, _ lengths: [ISO8601Duration], rules: [RuleChange] = [], of name: String = "resolution")
      -> String?
    {
      do {
        _ = try TargetTrial(
          agreement, objective: name, row: row, lengths: lengths, rules: rules, calendars: TestCalendars.all)
        return nil
      } catch MainstayError.invalid(let faults) {
        return faults.first?.path
      } catch {
        return "other"
      }
    }
    let hours = ISO8601Duration(time: .hours(6))
    #expect(fault(1, [hours]) == nil)
    #expect(fault(0, [hours]) == "row")
    #expect(fault(2, [hours]) == "row")
    #expect(fault(1, [hours], of: "answer") == "objective")
    #expect(fault(1, [hours, ISO8601Duration(days: 2, time: .zero)]) == "targets[1]")
    #expect(fault(1, [ISO8601Duration(time: .zero)]) == "targets[0]")
    #expect(fault(1, [], rules: [RuleChange()]) == "rules[0]")
    #expect(fault(1, [], rules: [RuleChange(calendar: "nowhere")]) == "rules[0]")
    #expect(fault(1, [], rules: [RuleChange(calendar: "desk", stopAt: .closed)]) == nil)
  }
}
