import Kernel

extension Field {
  /// A text that is not empty and not longer than a name may be.
  package func name() -> String? {
    guard let text = scalarText, !text.isEmpty else {
      fault("must be a text that is not empty")
      return nil
    }
    guard text.utf8.count <= AgreementLimit.nameLength else {
      fault("is longer than \(AgreementLimit.nameLength) bytes")
      return nil
    }
    return text
  }

  /// A list of names, each once.
  package func names(limit: Int) -> [String]? {
    guard let elements = elements(limit: limit) else { return nil }
    var names: [String] = []
    for element in elements {
      guard let name = element.name() else { continue }
      if names.contains(name) { element.fault("\(name) stands here twice") } else { names.append(name) }
    }
    return names
  }
}
