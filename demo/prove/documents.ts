import type { Report, Texts } from '../report.ts';
import { sha256Of, type FinishedDossier, type SentDocument } from '../take-through.ts';

/** Downloads every document of a dossier and compares it with what was uploaded. */
export async function proveDocuments(
  { code, receptionist, components, result }: FinishedDossier,
  report: Report,
): Promise<void> {
  const fetchBack = async ({ id, file }: SentDocument): Promise<{ same: boolean; sha256: string }> => {
    const bytes = await receptionist.desk.download(`/dossiers/${code}/documents/${id}`);
    return { same: Buffer.from(file.bytes).equals(bytes), sha256: sha256Of(bytes) };
  };
  report.heading({ vi: 'Tải về', en: 'Downloads' });
  const downloaded = await fetchBack(result);
  report.check('download-result', RESULT, downloaded.same, `SHA-256 ${downloaded.sha256}`);
  const others = await Promise.all(components.map(fetchBack));
  report.check(
    'download-components',
    COMPONENTS,
    others.length > 0 && others.every(({ same }) => same),
    `${others.length}`,
  );
}

const RESULT: Texts = {
  vi: 'kết quả tải về giống từng byte tệp PDF đã tải lên',
  en: 'the downloaded result is the uploaded PDF, byte for byte',
};
const COMPONENTS: Texts = { vi: 'các thành phần hồ sơ cũng vậy', en: 'so are the components' };
