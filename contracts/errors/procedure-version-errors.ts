import { row, type ErrorRow } from './error-row.ts';

/** Refusals of proposing and publishing a version of a procedure, and of moving dossiers to one. */
export const PROCEDURE_VERSION_ERRORS = {
  'version-unknown': row(
    404,
    ['Không có phiên bản này', 'No such version'],
    [
      'Thủ tục {procedure} không có phiên bản {version}. Hãy tải lại danh sách phiên bản.',
      'The procedure {procedure} has no version {version}. Load the list of its versions again.',
    ],
  ),
  'version-code-mismatch': row(
    422,
    ['Nội dung của thủ tục khác', 'The content is another procedure’s'],
    [
      'Nội dung gửi lên là của thủ tục {content}, không phải {procedure}. Hãy sửa "code" hoặc gửi vào đúng thủ tục.',
      'What was sent is of the procedure {content}, not of {procedure}. Correct its "code", or send it to that procedure.',
    ],
  ),
  'version-unchanged': row(
    422,
    ['Phiên bản không thay đổi', 'The version is the same'],
    [
      'Nội dung gửi lên giống hệt phiên bản {version}. Hãy sửa rồi gửi lại.',
      'What was sent is the version {version} as it is. Change it, then send it again.',
    ],
  ),
  'version-settled': row(
    409,
    ['Phiên bản đã ban hành', 'The version is published'],
    [
      'Phiên bản {version} đã ban hành nên không làm việc đó được nữa. Muốn sửa, hãy đề xuất phiên bản mới.',
      'The version {version} is published, so that can no longer be done. To change something, propose another version.',
    ],
  ),
  'version-not-proposed': row(
    409,
    ['Phiên bản chưa được đề xuất', 'The version was not proposed'],
    [
      'Phiên bản {version} do nhập dữ liệu mà có, không ai đề xuất. Hãy bổ sung quy trình rồi đề xuất thành phiên bản mới.',
      'The version {version} came with imported data, and nobody proposed it. Add its route and propose it as a version of its own.',
    ],
  ),
  'version-outdated': row(
    409,
    ['Đã có phiên bản ban hành mới hơn', 'A newer version is published'],
    [
      'Phiên bản {published} đã được ban hành sau khi đề xuất phiên bản {version}, nên ban hành sẽ không có tác dụng. Hãy đề xuất lại từ phiên bản đang áp dụng.',
      'The version {published} was published after {version} was proposed, so publishing it would change nothing. Propose it anew from the version in force.',
    ],
  ),
  'self-check-failed': row(
    409,
    ['Phiên bản có lỗi', 'The version has errors'],
    [
      'Tự kiểm tra phiên bản {version} thấy {errors} lỗi nên chưa ban hành được. Hãy xem "findings" của phiên bản, sửa và đề xuất lại.',
      'The self-check of version {version} finds {errors} errors, so it cannot be published. See its "findings", correct them and propose it anew.',
    ],
  ),
  'version-not-folded': row(
    409,
    ['Chưa đối chiếu hồ sơ cũ', 'Recorded dossiers were not folded'],
    [
      'Chưa đối chiếu xong các hồ sơ của phiên bản {from} với phiên bản {version}; chỉ ban hành được khi đã xem kết quả. Hãy chạy đối chiếu và chờ xong.',
      'Dossiers of version {from} have not been folded over version {version}; only what could be seen can be published. Ask for the folding and wait until it is done.',
    ],
    10,
  ),
  'no-former-version': row(
    409,
    ['Chưa có phiên bản để đối chiếu', 'No version to fold from'],
    [
      'Thủ tục {procedure} chưa ban hành phiên bản nào nên không có hồ sơ để đối chiếu; ban hành không cần bước này.',
      'No version of the procedure {procedure} is published yet, so there are no dossiers to fold; publishing does not need it.',
    ],
  ),
  'folding-unknown': row(
    404,
    ['Chưa có lần đối chiếu nào', 'No folding yet'],
    [
      'Phiên bản này chưa được đối chiếu với hồ sơ đã có. Hãy yêu cầu đối chiếu trước.',
      'No dossiers were folded over this version yet. Ask for it first.',
    ],
  ),
  'version-not-published': row(
    422,
    ['Phiên bản chưa ban hành', 'The version is not published'],
    [
      'Phiên bản {version} chưa ban hành nên không chuyển hồ sơ sang được. Hãy ban hành trước.',
      'The version {version} is not published, so dossiers cannot be moved to it. Publish it first.',
    ],
  ),
  'migration-unknown': row(
    404,
    ['Không có lần chuyển này', 'No such migration'],
    ['Không có lần chuyển phiên bản này. Hãy tải lại danh sách.', 'There is no such migration. Load the list again.'],
  ),
  'migration-dossiers-unknown': row(
    422,
    ['Có hồ sơ không thuộc phiên bản cũ', 'Some dossiers are not of the old version'],
    [
      '{count} mã hồ sơ không có trong hệ thống, là hồ sơ con, hoặc không theo thủ tục {procedure} phiên bản {version}. Hãy bỏ các mã đó rồi gửi lại.',
      '{count} codes are of no dossier, of a sub-dossier, or of one that is not on version {version} of the procedure {procedure}. Leave them out and send it again.',
    ],
  ),
  'migration-not-previewed': row(
    409,
    ['Chưa xem trước xong', 'The preview is not ready'],
    [
      'Hệ thống đang tính từng hồ sơ sẽ thay đổi gì; chỉ duyệt được khi đã có kết quả. Hãy xem lại sau ít phút.',
      'It is still being worked out what would change for each dossier; only what could be seen can be approved. Look again in a few minutes.',
    ],
    10,
  ),
  'migration-settled': row(
    409,
    ['Lần chuyển này đã được quyết định', 'This migration has been decided on'],
    [
      'Lần chuyển phiên bản này đang ở trạng thái "{status}" nên không làm việc đó được nữa. Hãy tải lại.',
      'This migration is "{status}", so that can no longer be done. Load it again.',
    ],
  ),
  'version-moved': row(
    409,
    ['Hồ sơ đang theo phiên bản khác', 'The dossier is on another version'],
    [
      'Hồ sơ đang theo phiên bản {version}, khác với phiên bản đã xem trước. Hãy lập lần chuyển mới từ phiên bản đó.',
      'The dossier is on version {version}, not on the one that was looked at. Propose another migration from that version.',
    ],
  ),
  'same-version': row(
    409,
    ['Hồ sơ đã theo phiên bản này', 'The dossier is on that version'],
    [
      'Hồ sơ đã theo phiên bản {version}, không cần chuyển.',
      'The dossier is on version {version} already; there is nothing to move.',
    ],
  ),
  'stage-not-in-version': row(
    409,
    ['Bước còn cần đến không có trong phiên bản mới', 'A step that is still needed is not in the new version'],
    [
      'Phiên bản {version} không có bước {stage} với cùng cơ quan và vai trò. Hãy làm xong bước này theo phiên bản cũ rồi chuyển, hoặc để hồ sơ ở phiên bản cũ.',
      'Version {version} has no step {stage} with the same agency and role. Finish the step by the old version and move the dossier then, or leave it there.',
    ],
  ),
  'stage-passed-over': row(
    409,
    ['Hồ sơ sẽ bỏ qua một bước', 'The dossier would skip a step'],
    [
      'Phiên bản {version} có bước {of} trước bước đang mở mà hồ sơ chưa qua. Hãy trả hồ sơ về bước trước đó rồi chuyển, hoặc để ở phiên bản cũ.',
      'Version {version} has the step {of} before the open one, and the dossier has not passed it. Send the dossier back before that step and move it then, or leave it on the old version.',
    ],
  ),
  'case-not-in-version': row(
    409,
    ['Phiên bản mới không có trường hợp này', 'The new version lacks the case'],
    [
      'Phiên bản {version} không có trường hợp {of} của hồ sơ. Hãy để hồ sơ ở phiên bản cũ.',
      'Version {version} does not have the case {of} of the dossier. Leave it on the old version.',
    ],
  ),
  'form-erased': row(
    409,
    ['Không còn dữ liệu để xét điều kiện', 'What a condition asks for was erased'],
    [
      'Bước {of} của phiên bản {version} có điều kiện theo tờ khai, mà tờ khai của hồ sơ đã xóa. Hãy để hồ sơ ở phiên bản cũ.',
      'The step {of} of version {version} depends on the e-form, and that of the dossier was erased. Leave it on the old version.',
    ],
  ),
  'result-ready': row(
    409,
    ['Kết quả đã có', 'The result is ready'],
    [
      'Hồ sơ đã có kết quả, chỉ còn trả, nên không chuyển phiên bản nữa.',
      'The result of the dossier is ready and waits to be returned, so it is not moved any more.',
    ],
  ),
  'parts-open': row(
    409,
    ['Các phần liên thông đang giải quyết', 'Parts of it are with other agencies'],
    [
      'Hồ sơ đang ở bước liên thông {stage}. Hãy chờ các phần xong rồi chuyển phiên bản.',
      'The dossier is at the interlinked step {stage}. Move it when its parts are done.',
    ],
  ),
  'consultations-open': row(
    409,
    ['Đang lấy ý kiến', 'A consultation is open'],
    [
      'Ý kiến {code} chưa có trả lời. Hãy chờ trả lời hoặc thu hồi rồi chuyển phiên bản.',
      'The consultation {code} is open. Wait for its answer or recall it, and move the dossier then.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
