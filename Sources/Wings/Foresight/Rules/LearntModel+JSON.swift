import Kernel

extension LearntModel {
  /// What people are shown of it; without the groups of similar clocks, which `groups` holds.
  public var summary: JSON {
    .members([
      "span": span.map { [.string($0.first.rfc3339), .string($0.last.rfc3339)] }, "tickets": .count(tickets),
      "moments": .count(moments), "unreadable": .count(unreadable), "leftOut": .count(leftOut), "older": .count(older),
      "objectives": .array(objectives.map(\.json)), "trial": trial?.json,
    ])
  }

  /// All that it takes to say the same again.
  public var groups: JSON {
    ["lexicon": lexicon.json, "models": .array(objectives.map { $0.model?.json ?? .null })]
  }

  /// Nil where one of the two is not what this version writes.
  ///
  /// - Parameter groups: nil for what is shown alone: nothing can be foreseen by it then.
  public init?(way: Int, learntAt: Instant, checkpoint: Int?, summary: JSON, groups: JSON?) {
    guard let tickets = summary.count("tickets"), let moments = summary.count("moments"),
      let unreadable = summary.count("unreadable"), let leftOut = summary.count("leftOut"),
      let older = summary.count("older"), let names = summary["objectives"]?.arrayValue
    else { return nil }
    var objectives = names.compactMap { Objective(json: $0) }
    guard objectives.count == names.count else { return nil }
    var lexicon = Lexicon(attributes: [])
    if let groups {
      guard let words = groups["lexicon"].flatMap({ Lexicon(json: $0) }), let models = groups["models"]?.arrayValue,
        models.count == objectives.count
      else { return nil }
      lexicon = words
      for (number, json) in models.enumerated() where json != .null {
        guard let model = MissModel(json: json) else { return nil }
        objectives[number].model = model
      }
    }
    let ends = summary["span"]?.arrayValue?.compactMap { $0.stringValue.flatMap { try? Instant(parsing: $0) } } ?? []
    self.init(
      way: way, learntAt: learntAt, span: ends.count == 2 ? (ends[0], ends[1]) : nil, tickets: tickets,
      moments: moments, unreadable: unreadable, leftOut: leftOut, older: older, checkpoint: checkpoint,
      lexicon: lexicon, objectives: objectives, trial: summary["trial"].flatMap { Trial(json: $0) })
  }
}

extension LearntModel.Objective {
  fileprivate var json: JSON {
    .members([
      "agreement": .string(agreement), "name": .string(name), "clocks": .count(learnt.clocks),
      "missed": .count(learnt.missed), "asked": asked?.json,
    ])
  }

  fileprivate init?(json: JSON) {
    guard let agreement = json["agreement"]?.stringValue, let name = json["name"]?.stringValue,
      let clocks = json.count("clocks"), let missed = json.count("missed")
    else { return nil }
    self.init(
      agreement: agreement, name: name, learnt: Tally(clocks: clocks, missed: missed),
      asked: json["asked"].flatMap { LearntModel.Asked(json: $0) })
  }
}

extension LearntModel.Asked {
  fileprivate var json: JSON {
    [
      "moments": .count(moments), "missed": .count(missed), "brier": .fraction(brier),
      "baseBrier": .fraction(baseBrier),
    ]
  }

  fileprivate init?(json: JSON) {
    guard let moments = json.count("moments"), let missed = json.count("missed"), let brier = json["brier"]?.fraction,
      let base = json["baseBrier"]?.fraction
    else { return nil }
    self.init(moments: moments, missed: missed, brier: brier, baseBrier: base)
  }
}

extension LearntModel.Trial {
  fileprivate var json: JSON {
    .members([
      "from": .string(from.rfc3339), "tickets": .count(tickets), "clocks": .count(clocks.clocks),
      "missed": .count(clocks.missed), "asked": asked.json, "skillError": skillError.map { .fraction($0) },
      "ranking": ranking.map { .fraction($0) }, "silent": .count(silent),
      "tenths": .array(
        tenths.map {
          [
            "from": .fraction($0.from), "moments": .count($0.moments), "predicted": .fraction($0.predicted),
            "seen": .fraction($0.seen),
          ]
        }),
    ])
  }

  fileprivate init?(json: JSON) {
    guard let from = json["from"]?.stringValue.flatMap({ try? Instant(parsing: $0) }),
      let tickets = json.count("tickets"), let clocks = json.count("clocks"), let missed = json.count("missed"),
      let asked = json["asked"].flatMap({ LearntModel.Asked(json: $0) }), let silent = json.count("silent"),
      let tenths = json["tenths"]?.arrayValue
    else { return nil }
    self.init(
      from: from, tickets: tickets, clocks: Tally(clocks: clocks, missed: missed), asked: asked,
      skillError: json["skillError"]?.fraction, ranking: json["ranking"]?.fraction, silent: silent,
      tenths: tenths.compactMap { tenth in
        guard let from = tenth["from"]?.fraction, let moments = tenth.count("moments"),
          let predicted = tenth["predicted"]?.fraction, let seen = tenth["seen"]?.fraction
        else { return nil }
        return MissAssessment.Tenth(from: from, moments: moments, predicted: predicted, seen: seen)
      })
  }
}

extension JSON {
  fileprivate static func count(_ number: Int) -> JSON { .integer(Int64(number)) }

  fileprivate func count(_ member: String) -> Int? { self[member]?.integerValue.map(Int.init) }
}
