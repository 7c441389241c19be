import Agreements
import Kernel

/// Terms of a promise other than its own by which the same records come to a figure.
public struct OtherTerms: Hashable, Sendable {
  /// What is different, each in words.
  public var words: [String]
}

/// A figure that somebody else gives, and the ways of counting by which our records come to it: then the parties differ by
/// rule. Where none of those that were tried does, they may differ by fact.
public struct TheirFigure: Sendable {
  public var figure: ExactDecimal
  /// Of the promise's table.
  public var rules: [AvailabilityRule]
  /// Where none of these is, others: short trouble counts or not, what time is that no record speaks of, what is left out.
  public var terms: [OtherTerms] = []
  /// Ways of counting that were tried.
  public var tried: Int

  public init(_ figure: ExactDecimal, against answer: ServiceAnswer) {
    self.figure = figure
    rules = answer.report.rules(giving: figure)
    tried = answer.report.figures.count
    guard rules.isEmpty else { return }
    let own = answer.report.rule
    for (words, question) in answer.question.others {
      guard let report = try? question.availability.report() else { continue }
      tried += report.figures.count
      for rule in report.rules(giving: figure) {
        // What both rules differ in besides what was changed above.
        var same = own
        same.uncovered = rule.uncovered
        let more = report.time.differences(same, rule).map(\.theirs)
        let found = OtherTerms(words: words + more)
        if !terms.contains(found) { terms.append(found) }
      }
    }
    terms.sort { ($0.words.count, $0.words.joined()) < ($1.words.count, $1.words.joined()) }
    // What needs more besides another that does says nothing more.
    terms = terms.reduce(into: []) { kept, one in
      if !kept.contains(where: { Set($0.words).isSubset(of: one.words) }) { kept.append(one) }
    }
  }
}

extension ServiceQuestion {
  /// The same records by other terms than a table of rules has: at most eleven questions.
  fileprivate var others: [(words: [String], question: ServiceQuestion)] {
    var found: [(words: [String], question: ServiceQuestion)] = [([], self)]
    func vary(_ words: String, _ change: (inout ServiceQuestion) -> Void) -> [(
      words: [String], question: ServiceQuestion
    )] {
      found.map { before in
        var other = before.question
        change(&other)
        return (before.words + [words], other)
      }
    }
    if !brief.isEmpty {
      found += vary("trouble shorter than \(promise.shortest.iso8601) counts too") { $0.promise.shortest = .zero }
    }
    let uncovered: AvailabilityRule.Uncovered = promise.rule.uncovered == .up ? .unknown : .up
    found += vary(uncovered.words) { $0.promise.rule.uncovered = uncovered }
    var windows: [(words: [String], question: ServiceQuestion)] = []
    let announced = announced
    if !announced.held.isEmpty || !announced.partly.isEmpty {
      windows += vary("nothing is left out by notice alone") { $0.promise.notice = nil }
    }
    if outages.contains(where: { unapproved($0) != nil }) {
      windows += vary("all that was to be left out is, whoever approved it") { other in
        for index in other.outages.indices where other.outages[index].state == .excluded {
          other.outages[index].approvedAt = other.outages[index].approvedAt ?? other.outages[index].toldAt
        }
      }
    }
    return Array((found + windows).dropFirst())
  }
}
