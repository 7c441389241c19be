import HTTPTypes
import Kernel

extension Endpoint {
  /// The call with its parameters and its body read and checked.
  /// - Throws: `MainstayError.invalid` with all faults of parameters and body at once, `notFound` for a
  ///   path that can name nothing, `Problem` 400 for JSON that cannot be read and 415 for another kind.
  func checked(_ call: Call) throws -> Call {
    var call = call
    var faults: [FieldFault] = []
    let pairs = call.query.isEmpty ? [] : try call.queryPairs()
    for parameter in parameters {
      let texts: [String]
      switch parameter.place {
      case .path: texts = [call.place(parameter.name)]
      case .query: texts = pairs.filter { $0.name == parameter.name }.map(\.value)
      case .header: texts = HTTPField.Name(parameter.name).map { call.headers[values: $0] } ?? []
      }
      guard !texts.isEmpty else {
        if parameter.isRequired { faults.append(FieldFault(parameter.name, "is missing")) }
        continue
      }
      let value = parameter.schema.read(texts)
      let wrong = parameter.schema.faults(in: value, at: parameter.name)
      if parameter.place == .path, !wrong.isEmpty {
        throw MainstayError.notFound(kind: parameter.name, id: texts[0].prefix(utf8Bytes: 80))
      }
      faults += wrong
      call.parameters[parameter.name] = value
    }
    for pair in pairs where !parameters.contains(where: { $0.place == .query && $0.name == pair.name }) {
      faults.append(FieldFault(pair.name.prefix(utf8Bytes: Call.shownName), "is no parameter of this operation"))
    }
    if let body {
      call.body = try json(call)
      faults += body.faults(in: call.body)
      call.body = body.normalized(call.body)
    } else if !media.isEmpty {
      guard media.contains(call.mediaType) else { throw Problem.unsupportedMedia(media.joined(separator: ", ")) }
      if call.bytes.isEmpty { faults.append(FieldFault("", "the body is empty")) }
    } else if !call.bytes.isEmpty {
      faults.append(FieldFault("", "this operation takes no body"))
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return call
  }

  private func json(_ call: Call) throws -> JSON {
    let type = call.mediaType
    guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
      throw Problem.unsupportedMedia("application/json")
    }
    do {
      return try JSON(parsing: call.bytes, depth: call.limits.jsonDepth)
    } catch {
      throw Problem.badRequest("json", "The body is not JSON: \(error.reason), at byte \(error.offset).")
    }
  }
}

extension JSONSchema {
  /// The JSON value of a parameter's texts; what does not fit stays text and fails the check.
  func read(_ texts: [String]) -> JSON {
    switch self {
    case .described(let schema, _, _), .named(_, let schema), .nullable(let schema): return schema.read(texts)
    case .array(let element, _):
      return .array(
        texts.flatMap { $0.isEmpty ? [] : $0.split(separator: ",", omittingEmptySubsequences: false) }
          .map { element.read([String($0)]) })
    case .integer, .number:
      guard texts.count == 1 else { return .array(texts.map(JSON.string)) }
      return Int64(texts[0]).map(JSON.integer) ?? .string(texts[0])
    case .boolean:
      guard texts.count == 1 else { return .array(texts.map(JSON.string)) }
      return texts[0] == "true" ? true : texts[0] == "false" ? false : .string(texts[0])
    case .text, .object, .map, .any: return texts.count == 1 ? .string(texts[0]) : .array(texts.map(JSON.string))
    }
  }
}
