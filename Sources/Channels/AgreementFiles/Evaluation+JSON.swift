import Agreements
import Kernel

extension Evaluation {
  /// The answer of `mainstay evaluate`: one object, keys in the order of the specification, a row a line.
  public var jsonText: String {
    var out: [UInt8] = []
    let writer = { (text: String) in out.append(contentsOf: text.utf8) }
    writer("{\"asOf\": \(quoted(asOf.rfc3339)),\n\"clocks\": [")
    for (index, clock) in clocks.enumerated() { writer((index > 0 ? ",\n" : "\n") + clock.jsonText) }
    writer("],\n\"attribution\": [")
    for (index, share) in attribution.enumerated() {
      writer(
        (index > 0 ? ",\n" : "\n")
          + "{\"holder\": \(quoted(share.holder.text)), \"seconds\": \(share.time.secondsText)}")
    }
    writer("]}")
    return String(decoding: out, as: UTF8.self)
  }
}

extension ClockReading {
  fileprivate var jsonText: String {
    let members: [(String, String)] = [
      ("clock", quoted(clock)), ("metric", quoted(metric.rawValue)), ("cycle", String(cycle)),
      ("state", quoted(state.rawValue)), ("targetSeconds", seconds(target)), ("elapsedSeconds", elapsed.secondsText),
      ("remainingSeconds", seconds(remaining)), ("startedAt", instant(startedAt)), ("due", instant(due)),
      ("stoppedAt", instant(stoppedAt)), ("breachedAt", instant(breachedAt)), ("overrunSeconds", seconds(overrun)),
      ("beyondHorizon", beyondHorizon.map(String.init) ?? "null"),
      (
        "thresholds",
        list(thresholds.map { "{\"at\": \(quoted($0.at.rfc3339)), \"rung\": \(quoted($0.rung))}" })
      ),
      ("segments", list(segments.map(\.jsonText))),
    ]
    return "{" + members.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }
}

extension Segment {
  fileprivate var jsonText: String {
    "{\"from\": \(quoted(from.rfc3339)), \"to\": \(quoted(to.rfc3339)), \"counted\": \(counted), "
      + "\"holder\": \(quoted(holder.text)), \"because\": \(quoted(because.scenarioSentence))}"
  }
}

extension Because {
  /// In words, naming events and exclusions as a scenario file has them.
  var scenarioSentence: String {
    sentence(event: { "timeline[\($0)]" }, exclusion: { "exclusions[\($0)]" })
  }
}

extension TargetChoice {
  /// In words, naming events as a scenario file has them.
  var scenarioSentence: String { sentence(event: { "timeline[\($0)]" }) }
}

private func quoted(_ text: String) -> String {
  var out = ByteWriter()
  JSON.write(text, into: &out)
  return out.text
}

private func seconds(_ length: Duration?) -> String { length?.secondsText ?? "null" }
private func instant(_ instant: Instant?) -> String { instant.map { quoted($0.rfc3339) } ?? "null" }
private func list(_ rows: [String]) -> String { "[" + rows.joined(separator: ", ") + "]" }
