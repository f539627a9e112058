/** Of reports of contract tests. */
export const checkFormats = ['junit', 'json', 'sarif', 'html', 'gitlab', 'summary'] as const;

/** Of what lint prints. */
export const lintFormats = ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;

/** Of what lint writes to files. */
export const lintReportFormats = ['junit', 'json', 'sarif', 'gitlab', 'summary'] as const;
