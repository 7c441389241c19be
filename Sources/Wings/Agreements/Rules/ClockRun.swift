import Kernel

/// The pass over one ticket's events: one state of the ticket, one machine an objective.
struct ClockRun: Sendable {
  /// A stretch in which the ticket was open, and who had it.
  struct TenureSpan: Sendable {
    var from: Int64
    var to: Int64
    var tenure: Tenure
  }

  let plan: ClockPlan
  let exclusions: ExclusionLine
  /// Whether segments and attribution are wanted besides the verdicts.
  let explains: Bool
  var ticket: TicketState
  var machines: ContiguousArray<ClockMachine>
  var account: ContiguousArray<TenureSpan> = []
  private var accountedTo: Int64 = 0
  /// Answers that were withdrawn by the end of the pass: they never counted.
  private var withdrawn: Set<Int32> = []

  init(plan: ClockPlan, exclusions: ExclusionLine, explains: Bool) {
    (self.plan, self.exclusions, self.explains) = (plan, exclusions, explains)
    ticket = TicketState(plan)
    machines = ContiguousArray(repeating: ClockMachine(), count: plan.objectives.count)
  }

  /// Back to an unopened ticket, keeping storage.
  mutating func reset() {
    ticket.reset()
    for index in machines.indices { machines[index].reset() }
    account.removeAll(keepingCapacity: true)
    withdrawn.removeAll(keepingCapacity: true)
  }

  /// Begins anew and takes the steps of `range`, in order, up to and including `asOf`.
  mutating func replay(_ script: ClockScript, _ range: Range<Int>, asOf: Int64 = Int64.max) {
    reset()
    if script.hasWithdrawals {
      for index in range {
        let step = script.steps[index]
        guard step.at <= asOf, step.code != .merged else { break }
        if step.code == .withdrawn { withdrawn.insert(step.name) }
      }
    }
    for index in range {
      let step = script.steps[index]
      guard step.at <= asOf else { break }
      process(step, of: script)
    }
  }

  func context(_ index: Int) -> ClockContext {
    ClockContext(objective: plan.objectives[index], exclusions: exclusions, explains: explains)
  }

  mutating func process(_ step: ClockStep, of script: ClockScript) {
    if explains { account(upTo: step.at) }
    let oldTeam = ticket.team
    let effect = apply(step, of: script)
    guard !ticket.agreementEnded || effect.contains(.ended) else { return }
    for index in machines.indices {
      let context = context(index)
      if explains { machines[index].book.advanceAll(to: step.at, context) }
      if !effect.isEmpty {
        machines[index].react(
          to: effect, at: step.at, name: step.name, oldTeam: oldTeam, ticket: ticket, context)
      }
      let isPaused = ticket.held & context.objective.pausing != 0
      if isPaused != machines[index].book.isPaused {
        machines[index].book.advanceAll(to: step.at, context)
        machines[index].book.isPaused = isPaused
      }
      if explains { machines[index].book.tenure = ticket.tenure(pausing: context.objective.pausing) }
    }
  }

  /// Changes the ticket and says what that means to clocks; nothing where the event does not fit.
  private mutating func apply(_ step: ClockStep, of script: ClockScript) -> ClockEffect {
    guard (ticket.phase == .unopened) == (step.code == .opened), !ticket.isOver else { return [] }
    let isOpen = ticket.phase == .open
    switch step.code {
    case .opened:
      ticket.phase = .open
      ticket.team = step.name
      ticket.owned = step.flag
      set(step, of: script)
      own(step)
      return step.flag ? [.opened, .ownerNamed] : .opened
    case .staffAnswer:
      guard withdrawn.isEmpty || !withdrawn.contains(step.name) else {
        if isOpen { noteWithdrawn(step) }
        return []
      }
      ticket.staffAnswered = true
      guard isOpen else { return [] }
      ticket.waiting = false
      return .answered
    case .requesterMessage:
      guard isOpen, ticket.staffAnswered, !ticket.waiting else { return [] }
      ticket.waiting = true
      return .message
    case .held:
      guard isOpen else { return [] }
      ticket.hold(step.name, event: step.position)
      own(step)
      return []
    case .resumed, .resumedAll:
      guard ticket.held != 0 else { return [] }
      if step.code == .resumedAll { ticket.held = 0 } else { ticket.held &= ~(1 << UInt64(step.name)) }
      own(step)
      return []
    case .changed:
      set(step, of: script)
      return .changed
    case .assigned:
      var effect: ClockEffect = []
      if step.name >= 0, step.name != ticket.team {
        ticket.team = step.name
        own(step)
        if isOpen { effect.insert(.teamChanged) }
      }
      if step.flag, !ticket.owned {
        ticket.owned = true
        effect.insert(.ownerNamed)
      }
      return effect
    case .unassigned:
      guard ticket.team >= 0 else { return [] }
      ticket.team = -1
      own(step)
      return isOpen ? .teamChanged : []
    case .handedOff:
      guard isOpen, !ticket.vendors.contains(step.name) else { return [] }
      ticket.vendors.append(step.name)
      own(step)
      return .handedOff
    case .handedBack:
      guard step.name < 0 ? !ticket.vendors.isEmpty : ticket.vendors.contains(step.name) else { return [] }
      if step.name < 0 {
        ticket.vendors.removeAll(keepingCapacity: true)
      } else {
        ticket.vendors.removeAll { $0 == step.name }
      }
      own(step)
      return .handedBack
    case .acknowledged: return .acknowledged
    case .resolved:
      guard isOpen else { return [] }
      ticket.phase = .resolved
      endWork(step)
      return .resolved
    case .closed:
      guard isOpen || ticket.phase == .resolved else { return [] }
      ticket.phase = .closed
      if isOpen { endWork(step) }
      var effect: ClockEffect = isOpen ? [.resolved, .closed] : .closed
      if step.flag { effect.insert(.byTimer) }
      return effect
    case .reopened:
      guard ticket.phase == .resolved || ticket.phase == .closed else { return [] }
      ticket.phase = .open
      own(step)
      return .reopened
    case .cancelled, .merged:
      ticket.phase = step.code == .cancelled ? .cancelled : .merged
      ticket.agreementEnded = true
      return .ended
    case .agreementEnded:
      guard !ticket.agreementEnded else { return [] }
      ticket.agreementEnded = true
      return .ended
    case .withdrawn, .nothing: return []
    }
  }

  private mutating func own(_ step: ClockStep) { ticket.lastEvent = step.position }

  /// The resolution ends all holds and all handoffs, and leaves no message waiting.
  private mutating func endWork(_ step: ClockStep) {
    ticket.held = 0
    ticket.vendors.removeAll(keepingCapacity: true)
    ticket.waiting = false
    own(step)
  }

  private mutating func set(_ step: ClockStep, of script: ClockScript) {
    for index in Int(step.firstSetting)..<Int(step.endSetting) {
      let setting = script.settings[index]
      ticket.attributes[Int(setting.attribute)] = setting.value
      ticket.attributeEvents[Int(setting.attribute)] = step.position
    }
  }

  /// An answer that no longer counts would have stopped these cycles.
  private mutating func noteWithdrawn(_ step: ClockStep) {
    guard explains, !ticket.agreementEnded else { return }
    for index in machines.indices {
      switch plan.objectives[index].metric {
      case .firstResponse, .nextResponse, .update:
        for cycle in machines[index].book.running {
          machines[index].book.withdrawals.append(Withdrawal(cycle: cycle, answer: step.name, at: step.at))
        }
      default: break
      }
    }
  }

  /// Who had the ticket up to here.
  private mutating func account(upTo instant: Int64) {
    if ticket.phase == .open, accountedTo < instant {
      let tenure = ticket.tenure(pausing: plan.attributionPausing)
      if let last = account.last, last.to == accountedTo, last.tenure == tenure {
        account[account.count - 1].to = instant
      } else {
        account.append(TenureSpan(from: accountedTo, to: instant, tenure: tenure))
      }
    }
    accountedTo = instant
  }

  /// The end of the pass: everything is accounted for up to `instant`.
  mutating func finish(at instant: Int64) {
    if explains { account(upTo: instant) }
    for index in machines.indices where !machines[index].book.running.isEmpty && machines[index].settled == nil {
      machines[index].book.finish(at: instant, context(index))
    }
  }
}
