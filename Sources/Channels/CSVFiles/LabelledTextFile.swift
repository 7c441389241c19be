import Kernel

/// Texts with the labels that people gave them, from a CSV file (plain or gzip) whose first row names the columns.
public struct LabelledTextFile: Sendable {
  /// In the order of the file; texts of several columns are joined by a line break.
  public private(set) var rows: [(text: String, label: String)] = []
  /// Rows without a label: they say nothing.
  public private(set) var unlabelled = 0

  public enum Limit {
    public static let rows = 1_000_000
    /// Bytes of a label.
    public static let label = 200
  }

  /// - Parameters:
  ///   - text: the columns of the text.
  ///   - label: the column of the label.
  ///   - option: the option that names the file, for faults.
  ///   - open: gives the bytes from their beginning, as often as it is called.
  /// - Throws: `MainstayError.invalid` with every fault of the file by its line; what `open` throws.
  public init<Source: ByteSource>(
    text: [String], label: String, option: String, _ open: () throws -> Source
  ) throws {
    var probe = try open()
    if try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false {
      try read(GunzippedBytes(open()), text: text, label: label, option: option)
    } else {
      try read(open(), text: text, label: label, option: option)
    }
  }

  private mutating func read(_ source: some ByteSource, text: [String], label: String, option: String) throws {
    var reader = CSVReader(source)
    let log = FaultLog()
    var places: (text: [Int], label: Int, width: Int)?
    while let row = try reader.next() {
      switch row {
      case .fault(let line, let reason): log.add("\(option), line \(line)", reason)
      case .fields(let line):
        guard let at = places else {
          let names = (0..<reader.count).map { reader.text($0) ?? "" }
          let found = text.map { LabelledTextFile.place(of: $0, "--text", names, option, log) }
          let labelPlace = LabelledTextFile.place(of: label, "--label", names, option, log)
          guard log.faults.isEmpty else { throw MainstayError.invalid(log.faults) }
          places = (found, labelPlace, names.count)
          continue
        }
        guard rows.count < Limit.rows else {
          throw MainstayError.field(option, "has more than \(Limit.rows) rows")
        }
        guard reader.count == at.width else {
          log.add("\(option), line \(line)", "has \(reader.count) fields, the first row has \(at.width)")
          continue
        }
        let texts = at.text.map { reader.text($0) }
        guard let label = reader.text(at.label), texts.allSatisfy({ $0 != nil }) else {
          log.add("\(option), line \(line)", "is not UTF-8")
          continue
        }
        if label.utf8.count > Limit.label {
          log.add("\(option), line \(line)", "has a label of more than \(Limit.label) bytes; is it one?")
        } else if label.isEmpty {
          unlabelled += 1
        } else {
          rows.append((texts.compactMap { $0 }.joined(separator: "\n"), label))
        }
      }
    }
    guard places != nil else { throw MainstayError.field(option, "is empty; its first row names the columns") }
    guard log.faults.isEmpty else { throw MainstayError.invalid(log.faults) }
    guard !rows.isEmpty else { throw MainstayError.field(option, "has no row with a label") }
  }

  private static func place(
    of name: String, _ option: String, _ names: [String], _ file: String, _ log: FaultLog
  ) -> Int {
    let found = names.indices.filter { names[$0] == name }
    if found.count != 1 {
      let known = names.prefix(30).map(Field.shown).joined(separator: ", ")
      log.add(
        option,
        found.isEmpty
          ? "there is no column \(Field.shown(name)) in the file of \(file); it has \(known)"
          : "the file of \(file) has \(found.count) columns \(Field.shown(name)); name them apart")
    }
    return found.first ?? 0
  }
}
