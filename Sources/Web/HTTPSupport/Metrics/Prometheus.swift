import Metrics
import Synchronization

/// Collects what the product counts through swift-metrics and writes it in the Prometheus text format 0.0.4.
public final class Prometheus: MetricsFactory {
  /// Series kept at most; further ones are counted as lost, so that a label with endless values cannot
  /// use up the memory.
  public static let seriesLimit = 5000

  private struct Key: Hashable {
    var name: String
    var labels: String
  }
  private let series = Mutex<[Key: any Instrument]>([:])
  private let lost = Atomic<Int>(0)

  public init() {}

  private func make<I: Instrument>(
    _ label: String, _ dimensions: [(String, String)], _ suffix: String, _ new: () -> I
  ) -> I {
    let name = Prometheus.name(label)
    let key = Key(name: name.hasSuffix(suffix) ? name : name + suffix, labels: Prometheus.labels(dimensions))
    return series.withLock { series in
      if let known = series[key] as? I { return known }
      let made = new()
      if series.count < Prometheus.seriesLimit {
        series[key] = made
      } else {
        lost.add(1, ordering: .relaxed)
      }
      return made
    }
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    make(label, dimensions, "_total") { CountInstrument() }
  }
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    make(label, dimensions, "") { GaugeInstrument() }
  }
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate
      ? make(label, dimensions, "") { HistogramInstrument(bounds: HistogramInstrument.sizes) }
      : make(label, dimensions, "") { GaugeInstrument() }
  }
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    make(label, dimensions, "_seconds") { HistogramInstrument(bounds: HistogramInstrument.seconds) }
  }
  public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

  private func remove(_ handler: AnyObject) {
    series.withLock { series in
      guard let key = series.first(where: { $0.value === handler })?.key else { return }
      series[key] = nil
    }
  }

  /// All series, sorted by name and labels.
  public func text() -> String {
    let all = series.withLock { $0.map { ($0.key, $0.value) } }
      .sorted { ($0.0.name, $0.0.labels) < ($1.0.name, $1.0.labels) }
    var out = ""
    var last = ""
    for (key, instrument) in all {
      if key.name != last { out += "# TYPE \(key.name) \(instrument.kind)\n" }
      last = key.name
      instrument.write(key.name, key.labels, &out)
    }
    out += "# TYPE metrics_series_lost_total counter\nmetrics_series_lost_total \(lost.load(ordering: .relaxed))\n"
    return out
  }

  /// Letters, digits and `_`; other characters become `_`.
  private static func name(_ label: String) -> String {
    var out = String(
      decoding: label.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          byte
        default: UInt8(ascii: "_")
        }
      }, as: UTF8.self)
    if out.first?.isNumber ?? true { out = "_" + out }
    return out
  }

  private static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.sorted { $0.0 < $1.0 }.map { key, value in
      var text = ""
      for character in value {
        switch character {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.append(character)
        }
      }
      return "\(name(key))=\"\(text)\""
    }.joined(separator: ",")
  }
}
