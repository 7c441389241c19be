import Kernel

/// Something in an agreement that can run and is hardly meant, to be read before it is put in force: a first response
/// that is promised later than the solution.
public struct AgreementRemark: Hashable, Sendable {
  /// Of which tickets: what the rows ask for, a value each; empty for any ticket.
  public var tickets: [Condition]
  /// The objective of the first response, and its target.
  public var response: String
  public var responseLength: TargetLength
  /// The objective of the resolution or fulfilment, and its target.
  public var solution: String
  public var solutionLength: TargetLength

  /// In a sentence: `P1: first response after PT4H, resolution after PT30M, so it would be solved before it has to be
  /// answered.`
  public var sentence: String {
    let named = tickets.isEmpty ? "any ticket" : tickets.map { $0.values[0] }.joined(separator: ", ")
    return
      "\(named): \(response) within \(responseLength.text), \(solution) within \(solutionLength.text), so that it has to "
      + "be solved before it has to be answered"
  }
}

extension Agreement {
  /// Where a ticket would have to be solved before it has to be answered: a first response whose target is longer than
  /// that of the resolution or fulfilment, in the hours of the same calendar. Lengths of which neither is longer without
  /// a calendar, such as 1 day against 9 hours, are left alone.
  public var remarks: [AgreementRemark] {
    let responses = objectives.filter { $0.metric == .firstResponse }
    let solutions = objectives.filter { $0.metric == .resolution || $0.metric == .fulfilment }
    var found: [AgreementRemark] = []
    for response in responses {
      for solution in solutions where solution.calendar == response.calendar {
        for ticket in Agreement.examples(of: response, solution) {
          let attributes = Dictionary(uniqueKeysWithValues: ticket.map { ($0.attribute, $0.values[0]) })
          guard let first = response.length(for: attributes), let last = solution.length(for: attributes),
            first.isLonger(than: last)
          else { continue }
          found.append(
            AgreementRemark(
              tickets: ticket, response: response.name, responseLength: first, solution: solution.name,
              solutionLength: last))
        }
      }
    }
    return found
  }

  /// A ticket for each value that a row of either names, alone with the row's other conditions, and one for none.
  private static func examples(of objectives: Objective...) -> [[Condition]] {
    var examples: [[Condition]] = []
    for target in objectives.flatMap(\.targets) {
      let first = target.when.first?.values ?? []
      let rest = target.when.dropFirst().map { Condition($0.attribute, anyOf: Array($0.values.prefix(1))) }
      let each = first.map { [Condition(target.when[0].attribute, anyOf: [$0])] + rest }
      for example in target.when.isEmpty ? [[]] : each where !examples.contains(example) { examples.append(example) }
    }
    return examples
  }
}

extension Objective {
  /// The target of a ticket with these attributes and no others.
  fileprivate func length(for attributes: [String: String]) -> TargetLength? {
    targets.first { target in
      target.when.allSatisfy { condition in attributes[condition.attribute].map(condition.values.contains) ?? false }
    }?.length
  }
}

extension TargetLength {
  /// Whether it is longer in every calendar.
  fileprivate func isLonger(than other: TargetLength) -> Bool {
    switch (self, other) {
    case (.open(let own), .open(let other)): own != other && own.days >= other.days && own.time >= other.time
    case (.localDays(let own), .localDays(let other)): own > other
    case (.open, .localDays), (.localDays, .open): false
    }
  }
}
