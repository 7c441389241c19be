import AgreementsUseCases
import Components
import Core
import FirstSteps
import HTTPSupport
import HTTPTypes
import Kernel

extension Pages {
  /// The pages of this wing.
  ///
  /// - Parameter closures: Reads calendar files that somebody chooses.
  public func ofEditors(closures: @escaping ClosureReader) -> [Route] {
    CalendarEditor(pages: self, closures: closures).routes + AgreementEditor(pages: self).routes + [definitionFile]
  }

  /// What stands in an editor as a file, to be kept.
  private var definitionFile: Route {
    .form("/definition-file", .permission(.changeAgreements), feature: "Editors") { call in
      let form = try call.form()
      let key = (form["key"] ?? "").filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      return Answer.bytes(Array((form["text"] ?? "").utf8), type: "application/yaml; charset=utf-8")
        .header(.contentDisposition, "attachment; filename=\"\(key.isEmpty ? "definition" : key).yaml\"")
    }
  }
}
