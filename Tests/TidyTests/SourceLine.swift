/// One line of Swift taken apart: what runs, what stands in string literals, what is said in comments.
struct SourceLine: Equatable, Sendable {
  var number: Int
  /// The line without comments; literals keep their quotes and lose their contents.
  var code = ""
  /// Contents of string literals, a space between two of them.
  var literal = ""
  var comment = ""

  static func lines(of text: String) -> [SourceLine] {
    var lexer = Lexer(bytes: Array(text.utf8))
    return lexer.run()
  }
}

/// Knows comments, string literals (also raw and of several lines) and interpolation; no more is needed here.
private struct Lexer {
  enum Mode: Equatable {
    /// `parentheses` counts those open inside an interpolation; the outermost code has none around it.
    case code(parentheses: Int)
    case string(isMultiline: Bool, hashes: Int)
    case blockComment(depth: Int)
  }

  let bytes: [UInt8]
  var position = 0
  var modes: [Mode] = [.code(parentheses: 0)]
  var code: [UInt8] = []
  var literal: [UInt8] = []
  var comment: [UInt8] = []
  var result: [SourceLine] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() -> [SourceLine] {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") {
        endLine()
        continue
      }
      switch modes[modes.count - 1] {
      case .code(let parentheses): stepCode(parentheses)
      case .string(let isMultiline, let hashes): stepString(isMultiline, hashes)
      case .blockComment(let depth): stepComment(depth)
      }
    }
    if !(code.isEmpty && literal.isEmpty && comment.isEmpty) { endLine() }
    return result
  }

  private mutating func endLine() {
    result.append(
      SourceLine(
        number: result.count + 1, code: String(decoding: code, as: UTF8.self),
        literal: String(decoding: literal, as: UTF8.self), comment: String(decoding: comment, as: UTF8.self)))
    code.removeAll()
    literal.removeAll()
    comment.removeAll()
    position += 1
    if case .string(isMultiline: false, _) = modes[modes.count - 1] { modes.removeLast() }
  }

  private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
    let start = position + offset
    guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      buffer.indices.allSatisfy { bytes[start + $0] == buffer[$0] }
    }
  }

  private mutating func stepCode(_ parentheses: Int) {
    if starts("//") {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
        comment.append(bytes[position])
        position += 1
      }
      return
    }
    if starts("/*") {
      modes.append(.blockComment(depth: 1))
      position += 2
      return
    }
    var hashes = 0
    while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
    if starts("\"", at: hashes) {
      let isMultiline = starts("\"\"\"", at: hashes)
      code.append(UInt8(ascii: "\""))
      if !literal.isEmpty { literal.append(UInt8(ascii: " ")) }
      modes.append(.string(isMultiline: isMultiline, hashes: hashes))
      position += hashes + (isMultiline ? 3 : 1)
      return
    }
    let byte = bytes[position]
    position += 1
    if modes.count > 1 {
      if byte == UInt8(ascii: "(") { modes[modes.count - 1] = .code(parentheses: parentheses + 1) }
      if byte == UInt8(ascii: ")") {
        if parentheses == 0 {
          modes.removeLast()
          code.append(UInt8(ascii: " "))
          return
        }
        modes[modes.count - 1] = .code(parentheses: parentheses - 1)
      }
    }
    code.append(byte)
  }

  private mutating func stepString(_ isMultiline: Bool, _ hashes: Int) {
    func hasHashes(at offset: Int) -> Bool {
      (0..<hashes).allSatisfy {
        position + offset + $0 < bytes.count && bytes[position + offset + $0] == UInt8(ascii: "#")
      }
    }
    let quotes = isMultiline ? 3 : 1
    if isMultiline ? starts("\"\"\"") : starts("\""), hasHashes(at: quotes) {
      modes.removeLast()
      code.append(UInt8(ascii: "\""))
      position += quotes + hashes
      return
    }
    if starts("\\"), hasHashes(at: 1) {
      if starts("(", at: 1 + hashes) {
        modes.append(.code(parentheses: 0))
        code.append(UInt8(ascii: " "))
        position += 2 + hashes
        return
      }
      if position + 1 + hashes < bytes.count, bytes[position + 1 + hashes] != UInt8(ascii: "\n") {
        literal.append(contentsOf: bytes[position...(position + 1 + hashes)])
        position += 2 + hashes
        return
      }
    }
    literal.append(bytes[position])
    position += 1
  }

  private mutating func stepComment(_ depth: Int) {
    if starts("*/") {
      if depth == 1 { modes.removeLast() } else { modes[modes.count - 1] = .blockComment(depth: depth - 1) }
      position += 2
    } else if starts("/*") {
      modes[modes.count - 1] = .blockComment(depth: depth + 1)
      position += 2
    } else {
      comment.append(bytes[position])
      position += 1
    }
  }
}
