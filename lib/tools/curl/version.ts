/** As `curl --version` names its library. */
export const CURL_VERSION = 'libcurl/7.88.1';
