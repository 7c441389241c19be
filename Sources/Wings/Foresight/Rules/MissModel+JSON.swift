import Kernel

extension MissModel {
  /// All that it takes to say the same again. Fractions stand as texts, which give back the very number.
  public var json: JSON {
    let nodes = groups.nodes.map { node -> JSON in
      [
        .integer(Int64(node.column)), .fraction(node.most), .integer(Int64(node.below)), .integer(Int64(node.above)),
        .integer(Int64(node.wider)), .integer(Int64(node.tally.clocks)), .integer(Int64(node.tally.missed)),
        .fraction(node.share),
      ]
    }
    return [
      "shift": .fraction(calibration.shift), "slope": .fraction(calibration.slope),
      "clocks": .integer(Int64(learnt.clocks)), "missed": .integer(Int64(learnt.missed)), "nodes": .array(nodes),
      "all": .fraction(features.all),
      "shares": .array(
        features.shares.map { slot in
          .object(Dictionary(slot.map { (String($0.key), JSON.fraction($0.value)) }, uniquingKeysWith: { $1 }))
        }),
    ]
  }

  /// Nil where it is no such model: with a member missing, or a group that leads nowhere.
  public init?(json: JSON) {
    guard let shift = json["shift"]?.fraction, let slope = json["slope"]?.fraction, let all = json["all"]?.fraction,
      let clocks = json["clocks"]?.integerValue, let missed = json["missed"]?.integerValue,
      let nodes = json["nodes"]?.arrayValue, let slots = json["shares"]?.arrayValue
    else { return nil }
    var shares: [[Int32: Double]] = []
    for slot in slots {
      var words: [Int32: Double] = [:]
      for (word, share) in slot.objectValue ?? [:] {
        guard let word = Int32(word), let share = share.fraction else { return nil }
        words[word] = share
      }
      shares.append(words)
    }
    let read = nodes.compactMap(SimilarClocks.Node.init(json:))
    let columns = ClockMoment.Measure.allCases.count + shares.count
    guard read.count == nodes.count, !read.isEmpty,
      read.indices.allSatisfy({ place in read[place].leadsOn(from: place, count: read.count, columns: columns) })
    else { return nil }
    var calibration = Calibration()
    (calibration.shift, calibration.slope) = (shift, slope)
    self.init(
      groups: SimilarClocks(nodes: read), features: MomentFeatures(shares: shares, all: all), calibration: calibration,
      learnt: Tally(clocks: Int(clocks), missed: Int(missed)))
  }
}

extension SimilarClocks.Node {
  fileprivate init?(json: JSON) {
    guard let parts = json.arrayValue, parts.count == 8, let most = parts[1].fraction, let share = parts[7].fraction
    else { return nil }
    let whole = [0, 2, 3, 4, 5, 6].compactMap { parts[$0].integerValue.map(Int.init) }
    guard whole.count == 6 else { return nil }
    (column, self.most, below, above, wider) = (whole[0], most, whole[1], whole[2], whole[3])
    (tally, self.share) = (Tally(clocks: whole[4], missed: whole[5]), share)
  }

  /// Whether its questions lead to groups behind it, so that there is an end to them.
  fileprivate func leadsOn(from place: Int, count: Int, columns: Int) -> Bool {
    guard (-1..<place).contains(wider) else { return false }
    return column == -1
      || (0..<columns).contains(column) && (place + 1..<count).contains(below) && (place + 1..<count).contains(above)
  }
}

extension JSON {
  /// A fraction as its shortest text that gives back the very number.
  package static func fraction(_ number: Double) -> JSON { .string("\(number)") }

  /// Nil of what is no finite number.
  package var fraction: Double? { stringValue.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
}
