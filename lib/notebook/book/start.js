/**
 * Starts the page's program, which `data-program` names: a module of the site. A page that is opened as a file may load no modules:
 * there the program is one script.
 */
{
  const { nonce, dataset } = document.currentScript;
  const assets = document.documentElement.dataset.assets ?? 'assets';
  const isFile = location.protocol === 'file:';
  const script = document.createElement('script');
  script.nonce = nonce;
  if (!isFile) script.type = 'module';
  script.src = `${assets}/${isFile ? 'file/' : ''}${dataset.program}.js`;
  // Without the program nobody could answer what covers a part of the page.
  addEventListener('error', () => document.documentElement.classList.remove('unsettled'), true);
  document.head.append(script);
}
