import { row, type ErrorRow } from './error-row.ts';

/** Refusals of particular acts on a dossier: what the law, the route or the state does not allow. */
export const ACT_ERRORS = {
  'dossier-open': row(
    409,
    ['Hồ sơ chưa kết thúc', 'The dossier has not ended'],
    [
      'Hồ sơ đang ở bước {stage}, chưa kết thúc nên không mở lại được. Hãy làm việc trên bước đang mở.',
      'The dossier is open at {stage}; only one that has ended is taken up again. Work on the open step.',
    ],
  ),
  'dossier-waits': row(
    409,
    ['Hồ sơ đang chờ', 'The dossier waits'],
    [
      'Hồ sơ đang chờ: {for}. Việc này chỉ làm được khi hết chờ; hãy ghi nhận việc đang chờ trước.',
      'The dossier waits for: {for}. This can be done once the wait is over; record what it waits for first.',
    ],
  ),
  'not-waiting': row(
    409,
    ['Hồ sơ không chờ việc này', 'The dossier does not wait for that'],
    [
      'Hồ sơ không ở trạng thái chờ: {for}. Hãy tải lại hồ sơ để xem trạng thái hiện tại.',
      'The dossier does not wait for: {for}. Load it again to see where it stands.',
    ],
  ),
  'withdrawal-pending': row(
    409,
    ['Đang chờ quyết định rút hồ sơ', 'A withdrawal is to be decided'],
    [
      'Người nộp đã đề nghị rút hồ sơ. Lãnh đạo phải đồng ý hoặc không đồng ý trước khi làm việc khác.',
      'The applicant has asked to withdraw the dossier. A leader has to confirm or decline it before anything else is done.',
    ],
  ),
  'withdrawal-not-asked': row(
    409,
    ['Không có đề nghị rút hồ sơ', 'No withdrawal was asked for'],
    [
      'Hồ sơ không có đề nghị rút nào đang chờ. Hãy tải lại hồ sơ.',
      'No withdrawal waits for a decision. Load the dossier again.',
    ],
  ),
  'reason-missing': row(
    422,
    ['Thiếu lý do', 'The reason is missing'],
    ['Thao tác {act} phải nêu lý do trong "note".', 'The act “{act}” must say why, in "note".'],
  ),
  'assigned-to-another': row(
    403,
    ['Hồ sơ đã giao người khác chủ trì', 'Another officer leads this step'],
    [
      'Bước này đã giao cho người khác ({officer}) chủ trì. Nhờ lãnh đạo phân công lại nếu cần.',
      'This step was given to another officer ({officer}). Ask the head to assign it anew if need be.',
    ],
  ),
  'officer-unknown': row(
    422,
    ['Người được phân công không phù hợp', 'The officer cannot be assigned'],
    [
      'Có người được nêu không có bổ nhiệm còn hiệu lực ở {agency}, hoặc người chủ trì không giữ vai trò của bước này.',
      'Someone named holds no appointment in force at {agency}, or who is to lead does not hold the role of this step.',
    ],
  ),
  'stage-not-passed': row(
    422,
    ['Không trả về bước này được', 'It cannot go back to that step'],
    [
      'Chỉ trả về bước đã qua; {stage} không phải bước đã qua. Xem các bước của hồ sơ rồi chọn lại.',
      'A dossier goes back only to a step it has passed; {stage} is none. Look at its steps and choose again.',
    ],
  ),
  'stage-unknown': row(
    422,
    ['Không có bước này', 'No such step'],
    [
      'Quy trình của hồ sơ không có bước {stage} để mở lại. Hãy chọn bước thẩm định, phê duyệt hoặc đóng dấu của quy trình.',
      'The route has no step {stage} to take the dossier up at. Choose an appraisal, approval or sealing step of it.',
    ],
  ),
  'nothing-to-undo': row(
    409,
    ['Không có gì để hoàn tác', 'Nothing to undo'],
    [
      'Thao tác cuối không hoàn tác được, hoặc đã có người làm tiếp. Dùng “trả lại bước trước” nếu cần.',
      'The last act cannot be taken back, or somebody has acted on it. Send the dossier back to an earlier step if need be.',
    ],
  ),
  'not-your-act': row(
    403,
    ['Không phải thao tác của bạn', 'Not your act'],
    [
      'Thao tác cuối ({act}) là của người khác; mỗi người chỉ hoàn tác việc của mình.',
      'The last act ({act}) is another person’s; everyone takes back only what is his own.',
    ],
  ),
  'supplement-empty': row(
    422,
    ['Chưa nêu giấy tờ cần bổ sung', 'Nothing is asked for'],
    [
      'Phiếu yêu cầu bổ sung phải nêu đủ một lần mọi giấy tờ còn thiếu.',
      'A supplement request lists everything that is missing, all of it at once.',
    ],
  ),
  'supplement-too-late': row(
    409,
    ['Quá hạn yêu cầu bổ sung', 'Too late to ask for a supplement'],
    [
      'Chỉ được yêu cầu bổ sung đến {by}. Hãy giải quyết với hồ sơ hiện có, hoặc đề xuất từ chối có lý do.',
      'A supplement could be asked for until {by}. Decide on what there is, or propose to refuse with a reason.',
    ],
  ),
  'closing-not-proposed': row(
    409,
    ['Chưa quá hạn bổ sung', 'The applicant still has time'],
    [
      'Người nộp còn trong thời hạn trả lời; chưa kết thúc hồ sơ được.',
      'The applicant still has time to answer; the dossier cannot be closed yet.',
    ],
  ),
  'payment-outstanding': row(
    409,
    ['Còn khoản chưa nộp', 'Something is not paid'],
    [
      'Khoản {obligation} ({amount} đồng) chưa nộp hoặc chưa được miễn. Ghi nhận thanh toán rồi trả kết quả.',
      '{obligation} ({amount} đồng) is neither paid nor waived. Record the payment, then hand the result over.',
    ],
  ),
  'obligation-exists': row(
    409,
    ['Khoản này đã yêu cầu', 'This obligation exists'],
    [
      'Hồ sơ đã có khoản {obligation}. Hãy dùng mã khác cho khoản mới.',
      'The dossier has {obligation} already. Give a new obligation another id.',
    ],
  ),
  'obligation-unknown': row(
    404,
    ['Không có khoản này', 'No such obligation'],
    ['Hồ sơ không có khoản {obligation}. Hãy tải lại hồ sơ.', 'The dossier has no {obligation}. Load it again.'],
  ),
  'obligation-settled': row(
    409,
    ['Khoản này đã xong', 'The obligation is settled'],
    [
      'Khoản {obligation} đã được ghi nhận ({status}). Hãy tải lại hồ sơ.',
      '{obligation} has been settled ({status}). Load the dossier again.',
    ],
  ),
  'obligation-not-paid': row(
    409,
    ['Khoản này chưa nộp', 'The obligation was not paid'],
    [
      'Chỉ hoàn trả khoản đã nộp; {obligation} đang ở trạng thái {status}.',
      'Only what was paid is paid back; {obligation} is {status}.',
    ],
  ),
  'amount-invalid': row(
    422,
    ['Số tiền không hợp lệ', 'The amount is not valid'],
    [
      'Số tiền của {obligation} phải là số đồng nguyên lớn hơn 0, và không quá số đã nộp khi hoàn trả.',
      'The amount of {obligation} must be whole đồng above 0, and at most what was paid when it is paid back.',
    ],
  ),
  'extension-not-allowed': row(
    409,
    ['Thủ tục này không được gia hạn', 'This limit cannot be extended'],
    [
      'Pháp luật của thủ tục này không cho gia hạn. Nếu sẽ trễ hẹn, hãy soạn văn bản xin lỗi.',
      'The law of this procedure allows no extension. If the appointment will be missed, draft an apology.',
    ],
  ),
  'extension-used': row(
    409,
    ['Đã gia hạn một lần', 'It was extended already'],
    ['Hồ sơ chỉ được gia hạn một lần.', 'A dossier’s limit is extended only once.'],
  ),
  'extension-too-late': row(
    409,
    ['Đã quá hạn, không gia hạn được', 'The limit has passed'],
    [
      'Thời hạn đã hết lúc {dueAt} nên không gia hạn được nữa. Hãy soạn văn bản xin lỗi và hẹn lại.',
      'The limit passed at {dueAt} and cannot be extended any more. Draft an apology with a new appointment.',
    ],
  ),
  'extension-unverified': row(
    409,
    ['Chưa có xác minh', 'No verification is on record'],
    [
      'Thủ tục này chỉ được gia hạn khi phải xác minh. Hãy lên lịch hoặc ghi nhận xác minh trước, rồi gia hạn.',
      'The limit of this procedure is extended only where something has to be verified. Plan or record the verification first.',
    ],
  ),
  'verification-plan-past': row(
    422,
    ['Thời gian xác minh không hợp lệ', 'The verification cannot be planned for then'],
    [
      'Lịch xác minh phải bắt đầu sau {at} và kết thúc sau khi bắt đầu. Việc đã làm thì ghi nhận, không lên lịch.',
      'A verification is planned to begin after {at}, and to end after it begins. Record one that has taken place.',
    ],
  ),
  'verification-time-invalid': row(
    422,
    ['Thời gian xác minh không hợp lệ', 'The verification cannot have been then'],
    [
      'Xác minh phải diễn ra từ khi tiếp nhận ({earliest}) đến lúc ghi nhận ({latest}), kết thúc sau khi bắt đầu.',
      'A verification takes place between reception ({earliest}) and now ({latest}), and ends after it begins.',
    ],
  ),
  'verification-file-kind': row(
    422,
    ['Tệp kèm theo không đúng loại', 'Not a photo, and not minutes'],
    [
      'Tệp kèm theo xác minh phải là ảnh JPEG, PNG hoặc biên bản PDF. Hãy tải lên đúng loại tệp.',
      'What is attached to a verification is a photo (JPEG, PNG) or its minutes (PDF). Upload it as one of these.',
    ],
  ),
  'reappointments-used': row(
    409,
    ['Đã hẹn lại', 'It was put off already'],
    [
      'Hồ sơ chỉ được hẹn lại {allowed} lần. Hãy trả kết quả sớm nhất có thể.',
      'A dossier’s appointment is put off {allowed} time(s) only. Return the result as soon as you can.',
    ],
  ),
  'appointment-not-later': row(
    422,
    ['Ngày hẹn mới phải muộn hơn', 'The new appointment must be later'],
    ['Ngày hẹn mới phải sau {dueAt}.', 'The new appointment must come after {dueAt}.'],
  ),
  'apology-missing': row(
    409,
    ['Chưa có văn bản xin lỗi', 'No apology was drafted'],
    [
      'Chưa có dự thảo văn bản xin lỗi để duyệt. Cơ quan đang giải quyết soạn trước.',
      'There is no draft of an apology to approve. The agency that holds the step drafts it first.',
    ],
  ),
  'paper-not-awaited': row(
    409,
    ['Không chờ bản giấy', 'No paper is awaited'],
    ['Hồ sơ không có bản giấy, hoặc bản giấy đã được nhận.', 'The dossier has no paper part, or it has arrived.'],
  ),
  'result-unknown': row(
    422,
    ['Thủ tục không có kết quả này', 'The procedure has no such result'],
    [
      'Thủ tục không có kết quả mang mã {result}. Xem danh sách kết quả của thủ tục.',
      'The procedure has no result {result}. See the list of its results.',
    ],
  ),
  'rule-set-changed': row(
    409,
    ['Bộ quy tắc đã thay đổi', 'A rule set has changed'],
    [
      'Bộ quy tắc {ruleSet} đã được dùng với nội dung khác. Đặt mã mới và ngày hiệu lực mới cho nội dung mới.',
      'The rule set {ruleSet} is in use with another content. Give the new content a new id and its own dates.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
