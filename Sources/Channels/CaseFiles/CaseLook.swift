import CSVFiles
import Kernel
import Recovery
import ServiceNowLog

/// A first look at a file of cases: its columns and what stands in them.
public enum CaseLook {
  /// - Parameters:
  ///   - mostUnpacked: bytes that the file may have when it is unpacked.
  ///   - open: gives the bytes from their beginning, as often as it is called.
  /// - Throws: `MainstayError.invalid` naming `file` where it is no table with a row below the names of its columns.
  public static func first<Source: ByteSource>(
    mostUnpacked: Int = .max, _ open: @escaping () throws -> Source
  ) throws -> FirstLook {
    let text = try CaseText(most: mostUnpacked, open)
    var reader = try text.reader()
    var columns: [ColumnLook] = []
    var (rows, isWhole) = (0, true)
    var (uneven, firstUneven) = (0, 0)
    var broken: MainstayError?
    while let row = try reader.next() {
      guard case .fields(let line) = row else {
        guard !columns.isEmpty else { throw fault(row) }
        if broken == nil { broken = fault(row) }
        (uneven, firstUneven) = (uneven + 1, uneven == 0 ? row.line : firstUneven)
        continue
      }
      guard !columns.isEmpty else {
        columns = try names(reader).map(ColumnLook.init)
        continue
      }
      guard rows < FirstLook.mostRows else {
        isWhole = false
        break
      }
      rows += 1
      guard reader.count == columns.count else {
        (uneven, firstUneven) = (uneven + 1, uneven == 0 ? line : firstUneven)
        continue
      }
      for place in columns.indices {
        reader.withBytes(place) { columns[place].take($0) }
      }
    }
    guard !columns.isEmpty else { throw MainstayError.field("file", "is empty; its first row names the columns") }
    guard rows > 0 else { throw broken ?? MainstayError.field("file", "has no row below the names of its columns") }
    var notes = text.notes
    if uneven > 0 {
      notes.append(
        "\(uneven) rows have not as many fields as the first, the first of them in line \(firstUneven): mend them "
          + "before the rule is looked for.")
    }
    let titles = Set(columns.map(\.name))
    return FirstLook(
      columns: columns.map(\.found), rows: rows, isWhole: isWhole, delimiter: String(UnicodeScalar(text.delimiter)),
      encoding: text.encoding.rawValue, isPacked: text.isPacked, notes: notes,
      isIncidentLog: titles.isSuperset(of: ["number", "incident_state", "made_sla", "opened_at"]))
  }

  private static func names(_ reader: CSVReader<CaseText.Bytes>) throws(MainstayError) -> [String] {
    let names = (0..<reader.count).map { (reader.text($0) ?? "").trimmed }
    guard names.count > 1 else {
      throw .field(
        "file",
        "has one column, \(Field.shown(names.first ?? "")): between fields stands a comma, semicolon, tab or bar")
    }
    guard names.count <= mostColumns else { throw .field("file", "has more than \(mostColumns) columns") }
    return names
  }

  /// Columns of a file that people are asked about.
  static let mostColumns = 200

  private static func fault(_ row: CSVReader<CaseText.Bytes>.Row) -> MainstayError {
    guard case .fault(let line, let reason) = row else { return .field("file", "cannot be read") }
    return .field("file", "line \(line) \(reason)")
  }
}

extension CSVReader.Row {
  fileprivate var line: Int {
    switch self {
    case .fields(let line), .fault(let line, _): line
    }
  }
}

/// Gathers what one column shows.
private struct ColumnLook {
  let name: String
  private var samples: [String] = []
  private var filled = 0
  private var values: [String: Int] = [:]
  private var hasMany = false
  private var times = 0
  private var others = 0
  private var other: String?
  private var form: WrittenTime.Form?
  private var (dayFirst, monthFirst) = (false, false)
  private var open: String?
  private var (withOffset, withoutOffset) = (0, 0)
  private var likeDates = 0

  private static let samples = 3
  private static let shown = 40
  /// Cells after which a column without any time is not asked for times again.
  private static let enough = 200

  init(_ name: String) { self.name = name }

  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    let text = String(decoding: bytes, as: UTF8.self).trimmed
    guard !CaseFile.empty.contains(text) else { return }
    filled += 1
    if samples.count < ColumnLook.samples, !samples.contains(text) { samples.append(text) }
    if !hasMany {
      values[String(text.prefix(200)), default: 0] += 1
      if values.count > FirstLook.mostValues { (hasMany, values) = (true, [:]) }
    }
    guard times > 0 || filled <= ColumnLook.enough else { return }
    guard let time = WrittenTime(bytes) else {
      others += 1
      if other == nil { other = String(text.prefix(ColumnLook.shown)) }
      if ColumnLook.isLikeDate(text) { likeDates += 1 }
      return
    }
    times += 1
    if form == nil { form = time.form }
    if time.offset == nil { withoutOffset += 1 } else { withOffset += 1 }
    switch time.provenOrder {
    case .dayFirst: dayFirst = true
    case .monthFirst: monthFirst = true
    case .open: if open == nil { open = text }
    case .none: break
    }
  }

  /// Three numbers with a sign between them and a time of day.
  private static func isLikeDate(_ text: String) -> Bool {
    let parts = text.split(whereSeparator: { !$0.isNumber })
    return text.utf8.count <= 40 && parts.count >= 5 && text.contains(":")
      && text.contains(where: { "/.-".contains($0) })
  }

  var found: FirstLook.Column {
    let isTimes = times > 0 && times * 2 > others
    let order: FirstLook.Order =
      switch (dayFirst, monthFirst) {
      case (true, true): .both
      case (true, false): .dayFirst
      case (false, true): .monthFirst
      case (false, false): open.map { .open($0) } ?? .unasked
      }
    let offsets: FirstLook.Offsets = withOffset == 0 ? .none : withoutOffset == 0 ? .all : .some
    let shown = samples.map { $0.count > ColumnLook.shown ? $0.prefix(ColumnLook.shown) + "…" : $0 }
    return FirstLook.Column(
      name, samples: shown, filled: filled,
      times: isTimes
        ? FirstLook.Times(
          form: form?.words ?? "", order: order, offsets: offsets, others: others, other: other) : nil,
      values: isTimes ? [:] : values, needsForm: !isTimes && likeDates > 0 && likeDates * 2 > others)
  }
}
