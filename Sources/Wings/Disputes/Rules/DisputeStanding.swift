import Kernel
import Services

/// Why somebody may not do something about a dispute.
public enum DisputeObstacle: Hashable, Sendable {
  /// It has ended.
  case ended(String, Dispute.State)
  /// Nobody decides about what they contest themselves.
  case own
  /// Whoever spoke for a side is no judge of it.
  case spoke(Dispute.Side)
  /// They told of, or approved, what is contested.
  case answersForIt
  /// The ticket is theirs.
  case ownTicket
  /// Neither a part of the product, nor the command line, nor a program by a token decides.
  case noPerson
  /// Only its opener takes it back.
  case othersOwn
  /// What is contested is another by now, or the correction would make something else of it: a sentence.
  case overtaken(String)
  /// They spoke for the other side before.
  case otherSide(Dispute.Side)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .ended: "dispute-ended"
    case .own: "own-dispute"
    case .spoke: "party"
    case .answersForIt: "answers-for-it"
    case .ownTicket: "own-ticket"
    case .noPerson: "no-person"
    case .othersOwn: "others-dispute"
    case .overtaken: "dispute-overtaken"
    case .otherSide: "other-side"
    }
  }

  /// What is the matter and what to do, for people.
  public var words: String {
    switch self {
    case .ended(let name, let state):
      "\(name) is \(state.words) already. Whoever sees it otherwise opens another dispute of what stands now."
    case .own: "You contest this yourself. Somebody else has to decide about it."
    case .spoke(let side): "You gave a statement for \(side.words). Somebody who spoke for neither side has to decide."
    case .answersForIt:
      "You recorded or approved what is contested here. Somebody else has to decide; you can speak for the answering "
        + "side."
    case .ownTicket:
      "The ticket is yours. Somebody else has to decide; you can speak for the answering side."
    case .noPerson:
      "A person has to decide about a dispute, signed in themselves: neither the command line nor a program by a token."
    case .othersOwn: "Somebody else opened this. Only they can take it back."
    case .overtaken(let sentence):
      "\(sentence) Nothing was corrected; reject it, or let it be taken back, and contest what stands now."
    case .otherSide(let side): "You spoke for \(side.words) before, and speak for no other now."
    }
  }
}

/// Who has a part in a dispute.
public struct DisputeParties: Hashable, Sendable {
  /// By whom statements were given, and for which side: ids of people, or names of parts of the product.
  public var spoke: [String: Dispute.Side]
  /// Who told of, or approved, what is contested.
  public var answerable: Set<String>
  /// By what name whoever has the ticket in hand signs in; nil where nobody has.
  public var assignee: String?

  public init(spoke: [String: Dispute.Side] = [:], answerable: Set<String> = [], assignee: String? = nil) {
    (self.spoke, self.answerable, self.assignee) = (spoke, answerable, assignee)
  }

  public init(_ statements: [DisputeStatement]) {
    self.init(spoke: Dictionary(statements.map { ($0.by, $0.side) }, uniquingKeysWith: { first, _ in first }))
  }

  public var hasAnswer: Bool { spoke.values.contains(.answering) }
}

extension Dispute {
  /// Why somebody may not decide about it; nil where they may.
  ///
  /// - Parameter mark: What records call the principal.
  public func obstacle(
    toDecisionBy principal: Principal, mark: String, _ parties: DisputeParties
  ) -> DisputeObstacle? {
    if state != .open { return .ended(name, state) }
    if ServiceChange.obstacle(toWordOf: principal) != nil { return .noPerson }
    if mark == openedBy { return .own }
    if let side = parties.spoke[mark] { return .spoke(side) }
    if parties.answerable.contains(mark) { return .answersForIt }
    return parties.assignee == principal.name ? .ownTicket : nil
  }

  /// The side that somebody speaks for: that of before, else the one that is asked for, else the answering one.
  ///
  /// - Throws: The obstacle where the dispute has ended, or they spoke for the other side.
  public func side(
    of mark: String, asking asked: Side?, _ parties: DisputeParties
  ) throws(MainstayError) -> Side {
    if state != .open { throw MainstayError(DisputeObstacle.ended(name, state)) }
    guard let own = mark == openedBy ? .opening : parties.spoke[mark] else { return asked ?? .answering }
    guard asked == nil || asked == own else { throw MainstayError(DisputeObstacle.otherSide(own)) }
    return own
  }

  /// Why somebody may not take it back; nil where they may.
  public func obstacle(toWithdrawalBy mark: String) -> DisputeObstacle? {
    if state != .open { return .ended(name, state) }
    return mark == openedBy ? nil : .othersOwn
  }

  /// For whom it waits.
  public enum Waiting: String, CaseIterable, Hashable, Sendable {
    /// The answering side has said nothing yet.
    case answer
    /// Both sides were heard.
    case decision
    /// It cannot be upheld any more: for its opener to take it back, or for its rejection.
    case end

    public var words: String {
      switch self {
      case .answer: "waits for the answering side"
      case .decision: "waits for a decision"
      case .end: "overtaken; waits to be taken back or rejected"
      }
    }
  }

  /// Nil where it has ended.
  public func waiting(hasAnswer: Bool, isOvertaken: Bool) -> Waiting? {
    guard state == .open else { return nil }
    if isOvertaken { return .end }
    return hasAnswer ? .decision : .answer
  }

  /// What has become of what is contested since, as a sentence; nil where it still is what was contested.
  ///
  /// - Parameters:
  ///   - present: What it is now; nil where there is no such clock or period any more.
  ///   - effect: What the correction would make of it now; nil where it could not be made any more.
  public func overtaking(present: ContestedValue?, effect: CorrectionEffect?) -> String? {
    guard state == .open else { return nil }
    guard let present else { return "What is contested is no longer there." }
    if !present.isSame(as: seen) {
      return switch subject {
      case .clock: "The clock has come to something else since it was contested."
      case .figure: "The period was stated again since it was contested."
      }
    }
    guard let effect else { return "What is to be corrected was changed since it was contested." }
    guard effect.comesToTheSame(as: expected) else {
      return "The correction would make something else of it now than when it was contested."
    }
    return nil
  }
}

extension MainstayError {
  public init(_ obstacle: DisputeObstacle) { self = .conflict(code: obstacle.code, message: obstacle.words) }
}
