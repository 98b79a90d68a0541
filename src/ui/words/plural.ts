import type { Language } from './room.ts';

const rules: Record<Language, Intl.PluralRules> = { fr: new Intl.PluralRules('fr'), en: new Intl.PluralRules('en') };
const numbers: Record<Language, Intl.NumberFormat> = {
  fr: new Intl.NumberFormat('fr'),
  en: new Intl.NumberFormat('en'),
};

/** The form that the language's own rule picks ("0 élève", "0 pupils"), with the number where # stands. */
export function plural(language: Language, count: number, forms: { one: string; other: string }): string {
  const form = rules[language].select(count) === 'one' ? forms.one : forms.other;
  return form.replace('#', numbers[language].format(count));
}
