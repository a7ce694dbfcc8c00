/** Names of curl 7.88.1's options, as `curl --help all` lists them: a letter if there is one, and `=` after those that take a value. */

/** Modelled. */
export const MODELLED = `
basic compressed connect-timeout= connect-to= b,cookie= c,cookie-jar= d,data= data-ascii= data-binary= data-raw= data-urlencode= q,disable
D,dump-header= f,fail fail-early fail-with-body F,form= form-string= G,get g,globoff I,head H,header= 0,http1.0 http1.1 i,include k,insecure
interface= 4,ipv4 6,ipv6 json= j,junk-session-cookies local-port= L,location max-redirs= m,max-time= N,no-buffer
no-progress-meter noproxy= o,output= Z,parallel parallel-immediate parallel-max= path-as-is post301 post302 post303 x,proxy=
r,range= e,referer= O,remote-name X,request= request-target= resolve= retry= retry-all-errors retry-connrefused retry-delay= retry-max-time=
S,show-error s,silent tcp-nodelay T,upload-file= url= url-query= u,user= A,user-agent= v,verbose V,version w,write-out=
`;

/** Real, and refused by name. */
export const REFUSED = `
abstract-unix-socket= alt-svc= anyauth a,append aws-sigv4= cacert= capath= E,cert= cert-status cert-type= ciphers= compressed-ssh
K,config= C,continue-at= create-dirs create-file-mode= crlf crlfile= curves= delegation= digest disable-eprt disable-epsv
disallow-username-in-url dns-interface= dns-ipv4-addr= dns-ipv6-addr= dns-servers= doh-cert-status doh-insecure doh-url= egd-file= engine=
etag-compare= etag-save= expect100-timeout= false-start form-escape ftp-account= ftp-alternative-to-user= ftp-create-dirs ftp-method=
ftp-pasv P,ftp-port= ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-ccc-mode= ftp-ssl-control happy-eyeballs-timeout-ms= haproxy-protocol
h,help= hostpubmd5= hostpubsha256= hsts= http0.9 http2 http2-prior-knowledge http3 http3-only ignore-content-length keepalive-time= key= key-type= krb=
libcurl= limit-rate= l,list-only location-trusted login-options= mail-auth= mail-from= mail-rcpt= mail-rcpt-allowfails M,manual
max-filesize= metalink negotiate n,netrc netrc-file= netrc-optional :,next no-alpn no-clobber no-keepalive no-npn no-sessionid ntlm ntlm-wb
oauth2-bearer= output-dir= pass= pinnedpubkey= preproxy #,progress-bar proto= proto-default= proto-redir= proxy-anyauth proxy-basic
proxy-cacert= proxy-capath= proxy-cert= proxy-cert-type= proxy-ciphers= proxy-crlfile= proxy-digest proxy-header= proxy-insecure proxy-key=
proxy-key-type= proxy-negotiate proxy-ntlm proxy-pass= proxy-pinnedpubkey= proxy-service-name= proxy-ssl-allow-beast
proxy-ssl-auto-client-cert proxy-tls13-ciphers= proxy-tlsauthtype= proxy-tlspassword= proxy-tlsuser= proxy-tlsv1 U,proxy-user= proxy1.0=
p,proxytunnel pubkey= Q,quote= random-file= rate= raw J,remote-header-name remote-name-all R,remote-time remove-on-error sasl-authzid=
sasl-ir service-name= socks4= socks4a= socks5= socks5-basic socks5-gssapi socks5-gssapi-nec socks5-gssapi-service= socks5-hostname=
Y,speed-limit= y,speed-time= ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort 2,sslv2 3,sslv3 stderr=
styled-output suppress-connect-headers tcp-fastopen t,telnet-option= tftp-blksize= tftp-no-options z,time-cond= tls-max= tls13-ciphers=
tlsauthtype= tlspassword= tlsuser= 1,tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace= trace-ascii= trace-time unix-socket=
B,use-ascii xattr
`;
