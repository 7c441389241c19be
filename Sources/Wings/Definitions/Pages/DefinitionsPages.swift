import AgreementsPages
import AgreementsUseCases
import Components
import Core
import Definitions
import DefinitionsUseCases
import HTTPSupport
import HTTPTypes
import Kernel

extension Pages {
  /// The pages of this wing: they are reached from the agreements.
  public var ofDefinitions: [Route] {
    [
      .page("/export", .permission(.exportDefinitions), feature: "Definitions", asks: []) { call in
        let export = try await app.ask(ExportDefinitions(), as: call.principal)
        return answer(ExportPage(export), call)
      },
      .page("/export/definitions.json", .permission(.exportDefinitions), feature: "Definitions", asks: []) { call in
        let export = try await app.ask(ExportDefinitions(), as: call.principal)
        return Answer.bytes(export.json.canonicalBytes + [0x0a], type: "application/json")
          .header(.contentDisposition, "attachment; filename=\"definitions.json\"")
      },
      .page("/export/openslo.yaml", .permission(.exportDefinitions), feature: "Definitions", asks: []) { call in
        let found = try await app.ask(ExportOpenSLO(), as: call.principal)
        let notes = found.said.map { "# \($0)\n" }.joined()
        return Answer.bytes(Array((notes + found.text).utf8), type: "application/yaml; charset=utf-8")
          .header(.contentDisposition, "attachment; filename=\"openslo.yaml\"")
      },
      .page("/export/file", .permission(.exportDefinitions), feature: "Definitions", asks: ["path"]) { call in
        let path = try call.asked("path") ?? ""
        let export = try await app.ask(ExportDefinitions(), as: call.principal)
        guard let file = export.files.first(where: { $0.path == path }) else {
          throw MainstayError.notFound(kind: "definition", id: path)
        }
        let name = (file.path.split(separator: "/").last.map(String.init) ?? file.path).filter { $0 != "\"" }
        return Answer.bytes(Array(file.text.utf8), type: "application/yaml; charset=utf-8")
          .header(.contentDisposition, "attachment; filename=\"\(name)\"")
      },
    ]
  }
}
