import Kernel

/// A file of YAML, or of JSON, which is YAML too, as a value: for what is read by its own rules.
public enum StructuredFile {
  /// - Throws: `MainstayError.invalid` with every fault of the file.
  public static func json(_ bytes: [UInt8]) throws(MainstayError) -> JSON {
    let log = FaultLog()
    guard let value = YAMLText.read(bytes, log: log), log.faults.isEmpty else { throw .invalid(log.faults) }
    return value
  }

  /// The documents of a stream of YAML, which lines of three dashes part; empty ones are left out.
  /// - Throws: `MainstayError.invalid` with every fault by its document, counted from 1.
  public static func documents(_ bytes: [UInt8]) throws(MainstayError) -> [JSON] {
    guard bytes.count <= YAMLLimit.bytes else {
      throw .field("", "the file is longer than \(YAMLLimit.bytes) bytes")
    }
    let dashes: [UInt8] = [0x2d, 0x2d, 0x2d]
    var parts: [[UInt8]] = [[]]
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      let rest = line.dropFirst(3).first
      if line.starts(with: dashes), rest == nil || rest == 0x20 || rest == 0x0d {
        parts.append([])
      } else {
        parts[parts.count - 1] += line + [0x0a]
      }
    }
    let texts = parts.filter { part in
      part.split(separator: 0x0a).contains { line in
        line.first { $0 != 0x20 && $0 != 0x0d && $0 != 0x09 }.map { $0 != UInt8(ascii: "#") } ?? false
      }
    }
    var (documents, faults) = ([JSON](), [FieldFault]())
    for (index, text) in texts.enumerated() {
      let log = FaultLog()
      if let value = YAMLText.read(text, log: log) { documents.append(value) }
      faults += log.faults.map {
        FieldFault("document \(index + 1)" + ($0.path.isEmpty ? "" : ": \($0.path)"), $0.message)
      }
    }
    guard faults.isEmpty else { throw .invalid(faults) }
    return documents
  }
}
