import Kernel

/// A ticket event as the engine reads it: names are numbers, nothing is allocated.
struct ClockStep: Sendable {
  enum Code: UInt8, Sendable {
    case opened, staffAnswer, requesterMessage, withdrawn, held, resumed, resumedAll, changed, assigned, unassigned
    case handedOff, handedBack, acknowledged, resolved, reopened, closed, cancelled, merged, agreementEnded
    /// Nothing that a clock could depend on.
    case nothing
  }

  var at: Int64
  var code: Code
  /// Whether an assignee is named; of a closure, whether the desk's timer closed.
  var flag: Bool
  /// A reason's bit number, a team, a vendor or an answer; -1: none or all.
  var name: Int32
  /// The attributes that it sets: a range of `ClockScript.settings`.
  var firstSetting: Int32
  var endSetting: Int32
  /// Index of the event as it was given.
  var position: Int32
}

/// Events of one ticket after another, encoded. The names that it met are shared by all of them.
struct ClockScript: Sendable {
  struct Setting: Sendable {
    var attribute: Int32
    /// 0: a value that no condition names, or none.
    var value: Int32
  }

  private let plan: ClockPlan
  var steps: ContiguousArray<ClockStep> = []
  var settings: ContiguousArray<Setting> = []
  /// Teams, vendors and answers by number.
  private(set) var names: [String]
  private var numbers: [String: Int32]
  private(set) var hasWithdrawals = false

  init(_ plan: ClockPlan) {
    self.plan = plan
    numbers = plan.names
    names = plan.names.sorted { $0.value < $1.value }.map(\.key)
  }

  mutating func append(_ event: ClockEvent, position: Int) {
    var step = ClockStep(
      at: event.at.milliseconds, code: .nothing, flag: false, name: -1, firstSetting: Int32(settings.count),
      endSetting: 0, position: Int32(truncatingIfNeeded: position))
    switch event.kind {
    case .opened(let attributes, let team, let assignee):
      step.code = .opened
      step.name = number(team)
      step.flag = assignee != nil
      for (attribute, value) in attributes { set(attribute, value) }
    case .answered(.staff, let isPublic, let id):
      step.code = isPublic ? .staffAnswer : .nothing
      step.name = number(id)
    case .answered(.requester, _, _): step.code = .requesterMessage
    case .answerWithdrawn(let answer):
      step.code = .withdrawn
      step.name = number(answer)
      hasWithdrawals = true
    case .held(let reason):
      guard let bit = plan.reasonNumbers[reason] else { break }
      step.code = .held
      step.name = Int32(bit)
    case .resumed(nil): step.code = .resumedAll
    case .resumed(let reason?):
      guard let bit = plan.reasonNumbers[reason] else { break }
      step.code = .resumed
      step.name = Int32(bit)
    case .changed(let attributes):
      for (attribute, value) in attributes { set(attribute, value) }
      if settings.count > Int(step.firstSetting) { step.code = .changed }
    case .assigned(let team, let assignee):
      step.code = .assigned
      step.name = number(team)
      step.flag = assignee != nil
    case .unassigned: step.code = .unassigned
    case .handedOff(let vendor):
      step.code = .handedOff
      step.name = number(vendor)
    case .handedBack(let vendor):
      step.code = .handedBack
      step.name = number(vendor)
    case .acknowledged(let vendor):
      step.code = .acknowledged
      step.name = number(vendor)
    case .resolved: step.code = .resolved
    case .reopened: step.code = .reopened
    case .closed(let byTimer):
      step.code = .closed
      step.flag = byTimer
    case .cancelled: step.code = .cancelled
    case .merged: step.code = .merged
    case .agreementEnded: step.code = .agreementEnded
    }
    step.endSetting = Int32(settings.count)
    steps.append(step)
  }

  private mutating func set(_ attribute: String, _ value: String?) {
    guard let number = plan.attributes[attribute] else { return }
    settings.append(Setting(attribute: Int32(number), value: value.flatMap { plan.values[number][$0] } ?? 0))
  }

  private mutating func number(_ name: String?) -> Int32 {
    guard let name else { return -1 }
    if let known = numbers[name] { return known }
    let number = Int32(names.count)
    numbers[name] = number
    names.append(name)
    return number
  }
}
