/// The open windows of a stretch of time with running totals, ready for look-ups in constant time.
///
/// Look-ups begin at a bucket: equal steps of the UTC line for instants, equal steps of open time for
/// sums. A bucket names the few windows among which a search finds the one.
final class WindowTable: Sendable {
  /// The covered stretch; queries at both ends are answered.
  let from: Int64
  let to: Int64
  /// Window starts after a first entry of no length at `from`.
  let starts: [Int64]
  /// `opened[i]`: open time in the covered stretch before window `i`; one entry more than `starts`.
  let opened: [Int64]
  /// For each bucket of time, the last window that starts at or before its beginning.
  private let timeBuckets: [Int32]
  /// For each bucket of open time, the last window with no more than that opened before it.
  private let openBuckets: [Int32]
  private let openShift: Int64

  /// 2^26 ms are 18.6 hours: about one window of an ordinary week.
  private static let timeShift: Int64 = 26

  var total: Int64 { opened[opened.count - 1] }

  /// - Parameter windows: merged and within `[from, to)`.
  init(from: Int64, to: Int64, windows: [Stretch]) {
    self.from = from
    self.to = to
    var starts: [Int64] = [from]
    var opened: [Int64] = [0, 0]
    starts.reserveCapacity(windows.count + 1)
    opened.reserveCapacity(windows.count + 2)
    var total: Int64 = 0
    for window in windows {
      starts.append(window.from)
      total += window.to - window.from
      opened.append(total)
    }
    self.starts = starts
    self.opened = opened
    timeBuckets = WindowTable.buckets(of: starts, from: from, to: to, shift: WindowTable.timeShift)
    var shift: Int64 = 0
    while total >> shift > Int64(2 * windows.count + 1) { shift += 1 }
    openShift = shift
    openBuckets = WindowTable.buckets(of: opened.dropLast(), from: 0, to: total, shift: shift)
  }

  /// For each bucket beginning, up to one past `to`, the last index whose value is at or before it.
  private static func buckets(of values: some RandomAccessCollection<Int64>, from: Int64, to: Int64, shift: Int64)
    -> [Int32]
  {
    let count = Int((to - from) >> shift) + 2
    var result: [Int32] = []
    result.reserveCapacity(count)
    var index = values.startIndex
    for bucket in 0..<count {
      let beginning = from + Int64(bucket) << shift
      while values.index(after: index) < values.endIndex, values[values.index(after: index)] <= beginning {
        index = values.index(after: index)
      }
      result.append(Int32(truncatingIfNeeded: values.distance(from: values.startIndex, to: index)))
    }
    return result
  }

  /// The last window that starts at or before `instant`, which is covered.
  @inline(__always)
  func index(at instant: Int64) -> Int {
    let bucket = Int((instant - from) >> WindowTable.timeShift)
    return WindowTable.last(
      atOrBefore: instant, in: starts, among: Int(timeBuckets[bucket]), Int(timeBuckets[bucket + 1]))
  }

  @inline(__always)
  private static func last(atOrBefore value: Int64, in values: [Int64], among low: Int, _ high: Int) -> Int {
    var low = low
    var high = high
    while low < high {
      let middle = (low + high + 1) / 2
      if values[middle] <= value { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Open time in `[from, instant)`; `instant` is covered.
  @inline(__always)
  func open(before instant: Int64) -> Int64 {
    let index = index(at: instant)
    return min(opened[index] + (instant - starts[index]), opened[index + 1])
  }

  /// The first instant before which `open` has been open, 0 < `open` <= `total`.
  @inline(__always)
  func instant(open: Int64) -> Int64 {
    let bucket = Int((open - 1) >> openShift)
    let index = WindowTable.last(
      atOrBefore: open - 1, in: opened, among: Int(openBuckets[bucket]), Int(openBuckets[bucket + 1]))
    return starts[index] + (open - opened[index])
  }

  func window(_ index: Int) -> Stretch {
    Stretch(from: starts[index], to: starts[index] + opened[index + 1] - opened[index])
  }

  /// The windows, without the first entry of no length.
  var windows: [Stretch] { starts.indices.dropFirst().map(window) }
}
