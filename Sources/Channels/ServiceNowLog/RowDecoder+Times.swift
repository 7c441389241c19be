import BusinessTime
import CSVFiles
import ImportUseCases
import Kernel

extension RowDecoder {
  private enum Reading { case unknown, faulty, foreign, halfless, time(LaidTime) }

  /// What stands where there is no time.
  private static let absent: Set<String> = [
    "", "?", "null", "\\n", "-", "--", "n/a", "nan", "nat", "none", "(empty)", "not set", "0000-00-00 00:00:00",
    "0000-00-00 00:00", "0000-00-00",
  ]

  /// A time; nil where the cell says that there is none.
  func time<Source>(_ reader: CSVReader<Source>, _ column: Int?) throws(RowFault) -> LaidTime? {
    guard let column else { return nil }
    let reading: Reading = reader.withBytes(column) { bytes in
      if bytes.isEmpty { return .unknown }
      guard let time = WrittenTime(bytes) else { return RowDecoder.isAbsent(bytes) ? .unknown : .faulty }
      guard time.form == form else { return .foreign }
      if time.needsHalf, halves.contains(column) { return .halfless }
      guard let date = time.date(order) else { return .faulty }
      guard let offset = time.offset else {
        return .time(LaidTime(date, millisecondOfDay: time.millisecondOfDay, in: zone))
      }
      let seconds = Int64(date.daysSince1970) * 86_400 - Int64(offset)
      return .time(LaidTime(first: Instant(milliseconds: seconds * 1000 + Int64(time.millisecondOfDay))))
    }
    func fault(_ reason: String) -> RowFault {
      RowFault(reason: "\(title(column)) \"\(shown(reader, column))\" \(reason)")
    }
    switch reading {
    case .unknown: return nil
    case .time(let time): return time
    case .foreign: throw fault("is written in another form than the file's other dates, like \(example)")
    case .halfless: throw fault("says neither AM nor PM, as others of this column do")
    case .faulty:
      let complaint = TimeComplaint.words(shown(reader, column))
      throw fault(complaint.map { "\($0); it should read like \(example)" } ?? "is not a date and time like \(example)")
    }
  }

  /// Whether a cell says that there is no time.
  static func isAbsent(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = bytes.trimmed
    return text.count <= 19 && absent.contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  private func shown<Source>(_ reader: CSVReader<Source>, _ column: Int) -> String {
    String((reader.text(column) ?? "").unicodeScalars.prefix(40).filter { $0.value >= 32 })
  }

  /// A date as this file should write it.
  private var example: String {
    switch (form, order) {
    case (.yearFirst, _): "2016-03-24 18:40"
    case (.named, _): "24-Mar-2016 18:40"
    case (.slashes, .dayFirst): "24/3/2016 18:40"
    case (.slashes, .monthFirst): "3/24/2016 18:40"
    case (.dashes, .dayFirst): "24-3-2016 18:40"
    case (.dashes, .monthFirst): "3-24-2016 18:40"
    case (.dots, .dayFirst): "24.3.2016 18:40"
    case (.dots, .monthFirst): "3.24.2016 18:40"
    }
  }
}
