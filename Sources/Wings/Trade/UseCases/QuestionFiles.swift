import Kernel
import ServiceLevelsUseCases

/// Reads a question file as the workbench hands it out.
public typealias QuestionFileReader = @Sendable (_ text: String) async throws -> CurveQuestion
