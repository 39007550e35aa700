import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Font files, each with every glyph of Vietnamese (Be Vietnam Pro, SIL Open Font License 1.1). */
export interface FontFiles {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

const require = createRequire(import.meta.url);

export async function loadFonts(): Promise<FontFiles> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve('@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf')),
    readFile(require.resolve('@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf')),
  ]);
  return { regular, bold };
}
