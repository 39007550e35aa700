import type { Report, Texts } from '../report.ts';
import { sha256Of, type FinishedDossier, type SentResult } from '../desk-work.ts';

/** Downloads every document of a dossier and compares it with what was uploaded. */
export async function proveDocuments(
  { code, receptionist, components, results }: FinishedDossier,
  report: Report,
): Promise<void> {
  const fetchBack = async ({ code: of, id, file }: SentResult): Promise<{ same: boolean; sha256: string }> => {
    const bytes = await receptionist.desk.download(`/dossiers/${of}/documents/${id}`);
    return { same: Buffer.from(file.bytes).equals(bytes), sha256: sha256Of(bytes) };
  };
  report.heading({ vi: 'Tải về', en: 'Downloads' });
  const downloaded = await Promise.all(results.map(fetchBack));
  const sums = downloaded.map(({ sha256 }) => `SHA-256 ${sha256}`).join(', ');
  report.check('download-result', RESULT, downloaded.length > 0 && downloaded.every(({ same }) => same), sums);
  const others = await Promise.all(components.map((one) => fetchBack({ ...one, code })));
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
