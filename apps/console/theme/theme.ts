import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The blue-violet of Everhook. */
const ever: MantineColorsTuple = [
  '#eef0ff',
  '#dcdffa',
  '#b6bcf1',
  '#8e97e8',
  '#6d78e1',
  '#5764dd',
  '#4b5adc',
  '#3c4ac3',
  '#3441af',
  '#29379b',
];

/** A cool slate; dark mode's surfaces and texts. */
const dark: MantineColorsTuple = [
  '#e3e8f0',
  '#c0c8d6',
  '#9aa6ba',
  '#6c798f',
  '#4a566b',
  '#354054',
  '#283244',
  '#1a2232',
  '#121926',
  '#0b111b',
];

/** Warnings and waits: a yellow that can be read on its own light shade. */
const amber: MantineColorsTuple = [
  '#fff8e6',
  '#fdeec4',
  '#fbdd8f',
  '#f8ca57',
  '#f5b92b',
  '#eba50f',
  '#c98500',
  '#a86b00',
  '#8a5600',
  '#6e4300',
];

/** Colours that can be read: on the light shade of a colour its darkest (in dark mode a pale one), white on a dark red. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  // White on the middle red cannot be read.
  if (input.variant === 'filled' && name === 'red') {
    return { ...colors, background: 'var(--mantine-color-red-9)', hover: 'var(--mantine-color-red-8)', color: '#fff' };
  }
  if (!(name in input.theme.colors)) return colors;
  // Without a shade behind it Mantine's own for dark mode is next to white.
  if (input.variant === 'subtle')
    return { ...colors, color: `light-dark(${colors.color}, var(--mantine-color-${name}-3))` };
  if (input.variant !== 'light') return colors;
  // The darkest teal alone is still too pale for small print on its own light shade.
  const darker = `color-mix(in srgb, var(--mantine-color-${name}-9) 70%, black)`;
  return { ...colors, color: `light-dark(${darker}, var(--mantine-color-${name}-2))` };
};

/** Colours, type and defaults of all parts. No font is loaded: the system's own are there at once. */
export const theme = createTheme({
  primaryColor: 'ever',
  primaryShade: { light: 6, dark: 5 },
  colors: { ever, dark, amber },
  variantColorResolver: variantColors,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  components: {
    // As wide as its word, in a table too.
    Badge: { styles: { root: { minWidth: 'max-content' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } }, styles: { title: { fontWeight: 650 } } },
  },
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } },
  },
});

/** Texts that Mantine draws too pale for small print are drawn darker: 4.5 to 1 against what is behind them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6577',
    '--mantine-color-placeholder': '#6b7688',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-error': '#c92a2a',
    '--everhook-canvas': '#f6f7fb',
    '--everhook-line': '#e4e7ef',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa6ba',
    '--mantine-color-body': 'var(--mantine-color-dark-8)',
    '--mantine-color-error': '#ff8787',
    '--everhook-canvas': 'var(--mantine-color-dark-9)',
    '--everhook-line': 'var(--mantine-color-dark-6)',
  },
});
