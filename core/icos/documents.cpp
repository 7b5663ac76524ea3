#include "core/icos/documents.h"

#include "core/base/base64.h"

#include <openssl/sha.h>

#include <array>
#include <string_view>

namespace meterbench::icos {

namespace {

constexpr std::string_view kOpenApi = R"JSON({
"openapi":"3.1.0",
"info":{"title":"Meterbench: metrics over HTTP","version":"0.1.0","description":"Create, move and remove Counter, Gauge, Info and Enum metrics. They appear at once in the window and on /metrics."},
"paths":{
"/create_metric":{"post":{"summary":"Create a metric, or move one that is there","operationId":"create_metric","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/MetricItem"},"examples":{
"counter":{"summary":"Add to a counter","value":{"metric_type":1,"metric_name":"jobs","value":3,"labels":{"queue":"mail"}}},
"gauge":{"summary":"Set a gauge","value":{"metric_type":2,"metric_name":"temperature_celsius","metric_info":"Of the room","value":21.5}},
"info":{"summary":"Say what something is","value":{"metric_type":3,"metric_name":"release","value":{"version":"2.14.1"},"labels":{"env":"prod"}}},
"enum":{"summary":"Choose a state","value":{"metric_type":4,"metric_name":"pipeline_state","value":"running","states":["idle","running","failed"]}}}}}},
"responses":{"200":{"description":"Done","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"},"example":{"message":"Metric updated successfully."}}}},"400":{"description":"The metric cannot be made or moved so; nothing was done","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Counters can only be incremented by non-negative amounts."}}}},"422":{"description":"The body is not a MetricItem","content":{"application/json":{"schema":{"$ref":"#/components/schemas/HTTPValidationError"}}}}}}},
"/unregister_metric":{"post":{"summary":"Remove a metric","operationId":"unregister_metric","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/UnregisterItem"},"examples":{"counter":{"summary":"Remove a counter","value":{"metric_type":1,"metric_name":"jobs"}}}}}},
"responses":{"200":{"description":"Removed, or not there","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"},"example":{"message":"Unregistered metric successfully."}}}},"400":{"description":"It is of another type","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"}}}},"422":{"description":"The body is not an UnregisterItem","content":{"application/json":{"schema":{"$ref":"#/components/schemas/HTTPValidationError"}}}}}}},
"/metrics":{"get":{"summary":"Everything that was made and pushed","operationId":"metrics","responses":{"200":{"description":"The exposition, in the form that Accept asks for","content":{"text/plain":{"schema":{"type":"string"},"example":"# HELP jobs_total jobs info\n# TYPE jobs_total counter\njobs_total{queue=\"mail\"} 3.0\n"},"application/openmetrics-text":{"schema":{"type":"string"}},"application/vnd.google.protobuf":{"schema":{"type":"string","format":"binary"}}}}}}},
"/healthz":{"get":{"summary":"Is it there?","operationId":"healthz","responses":{"200":{"description":"Yes","content":{"application/json":{"example":{"status":"ok"},"schema":{"type":"object"}}}}}}}
},
"components":{"schemas":{
"MetricItem":{"title":"MetricItem","type":"object","required":["metric_type","metric_name","value"],"properties":{
"metric_type":{"$ref":"#/components/schemas/MetricType"},
"type":{"$ref":"#/components/schemas/MetricType","description":"The name of metric_type in older clients"},
"metric_name":{"type":"string","description":"With or without the suffix of its type: jobs and jobs_total are the same counter"},
"metric_info":{"anyOf":[{"type":"string"},{"type":"null"}],"default":null,"description":"Help; of a new metric only"},
"value":{"anyOf":[{"type":"number"},{"type":"string"},{"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"number"}]}}],"description":"Counter: what is added. Gauge: a number, or text that is one. Info: an object. Enum: a state"},
"labels":{"anyOf":[{"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"number"}]}},{"type":"null"}],"default":{},"description":"The names are settled by the first request; those left out are empty"},
"states":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"null"}],"default":[],"description":"Enum: all states, when it is made"}}},
"UnregisterItem":{"title":"UnregisterItem","type":"object","required":["metric_type","metric_name"],"properties":{"metric_type":{"$ref":"#/components/schemas/MetricType"},"metric_name":{"type":"string"}}},
"MetricType":{"title":"MetricType","type":"integer","enum":[1,2,3,4],"description":"1 Counter, 2 Gauge, 3 Info, 4 Enum"},
"Message":{"title":"Message","type":"object","properties":{"message":{"type":"string"}}},
"Detail":{"title":"Detail","type":"object","properties":{"detail":{"type":"string"}}},
"HTTPValidationError":{"title":"HTTPValidationError","type":"object","properties":{"detail":{"type":"array","items":{"$ref":"#/components/schemas/ValidationError"}}}},
"ValidationError":{"title":"ValidationError","type":"object","required":["loc","msg","type"],"properties":{"loc":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer"}]}},"msg":{"type":"string"},"type":{"type":"string"},"input":{},"ctx":{"type":"object"}}}
}}}
)JSON";

constexpr std::string_view kStyle = R"CSS(
:root{color-scheme:light dark;--back:#f4f5f8;--card:#fff;--line:#dde1e8;--text:#1a1f29;--muted:#5b6577;--accent:#1c66d6}
@media(prefers-color-scheme:dark){:root{--back:#12151b;--card:#191d25;--line:#2c3340;--text:#e7eaf0;--muted:#949eaf;--accent:#5b9dff}}
body{margin:0;background:var(--back);color:var(--text);font:14px/20px Inter,system-ui,sans-serif}
main{max-width:900px;margin:0 auto;padding:24px}
h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:0}p{color:var(--muted);margin:4px 0 12px}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:16px 0}
code,pre,textarea,select,button{font:12px/18px "JetBrains Mono",ui-monospace,monospace}
pre,textarea{background:var(--back);border:1px solid var(--line);border-radius:6px;padding:8px;margin:8px 0;overflow:auto;white-space:pre-wrap;word-break:break-word}
textarea{width:100%;box-sizing:border-box;color:inherit;display:block}
select,button{background:var(--card);color:inherit;border:1px solid var(--line);border-radius:6px;padding:4px 12px}
button.main{background:var(--accent);border-color:var(--accent);color:#fff}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.method{display:inline-block;min-width:44px;color:var(--accent)}
table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:4px 8px 4px 0;vertical-align:top}td+td{color:var(--muted)}
)CSS";

constexpr std::string_view kScript = R"JS(
const make=(tag,text,parent)=>{const e=document.createElement(tag);if(text!==undefined)e.textContent=text;if(parent)parent.append(e);return e};
const quote=text=>"'"+text.replaceAll("'","'\\''")+"'";
fetch('openapi.json').then(a=>a.json()).then(api=>{
const main=document.querySelector('main');
for(const [path,methods] of Object.entries(api.paths))for(const [method,route] of Object.entries(methods)){
const box=make('section',undefined,main),head=make('h2',undefined,box);
const word=make('code',method.toUpperCase()+' ',head);word.className='method';make('code',path,head);
make('p',route.summary,box);
const content=route.requestBody&&route.requestBody.content['application/json'];
let text;
if(content){
const name=content.schema['$ref'].split('/').pop(),schema=api.components.schemas[name],table=make('table',undefined,box);
for(const [field,about] of Object.entries(schema.properties)){const row=make('tr',undefined,table);
make('code',field,make('td',undefined,row));const type=about.description||(about['$ref']?api.components.schemas[about['$ref'].split('/').pop()].description:'');
make('td',(schema.required.includes(field)?'required. ':'')+type,row)}
const pick=make('select',undefined,make('p',undefined,box));pick.setAttribute('aria-label','Example');
text=make('textarea',undefined,box);text.setAttribute('aria-label','Body of '+path);text.spellcheck=false;
for(const [key,one] of Object.entries(content.examples)){const option=make('option',one.summary,pick);option.value=key}
const show=()=>{text.value=JSON.stringify(content.examples[pick.value].value,null,2);text.rows=text.value.split('\n').length};pick.onchange=show;show()}
const bar=make('p',undefined,box),send=make('button','Send',bar),copy=make('button','Copy as curl',bar),out=make('pre','',box);
send.className='main';copy.style.marginLeft='8px';out.hidden=true;
const url=new URL(path.slice(1),location.href).href;
copy.onclick=()=>{const line='curl'+(text?" -H 'Content-Type: application/json' -d "+quote(text.value):'')+' '+quote(url);out.hidden=false;out.textContent=line;if(navigator.clipboard)navigator.clipboard.writeText(line)};
send.onclick=()=>fetch(url,text?{method:'POST',headers:{'Content-Type':'application/json'},body:text.value}:{}).then(async a=>{out.hidden=false;out.textContent=a.status+'\n'+await a.text()}).catch(e=>{out.hidden=false;out.textContent=String(e)})}
});
)JS";

} // namespace

const std::string& openApiDocument() {
    static const std::string document(kOpenApi);
    return document;
}

const std::string& documentationPage() {
    static const std::string page =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>Metrics over HTTP</title><style>" +
        std::string(kStyle) +
        "</style></head><body><main><h1>Metrics over HTTP</h1><p>What is made here appears at "
        "once in the window and on <a href=\"metrics\">/metrics</a>. The same as <a "
        "href=\"openapi.json\">OpenAPI</a>.</p></main><script>" +
        std::string(kScript) + "</script></body></html>\n";
    return page;
}

const std::string& documentationPolicy() {
    static const std::string policy = [] {
        const auto hashOf = [](std::string_view text) {
            std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
            SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
            return "'sha256-" +
                   base::toBase64({reinterpret_cast<const char*>(hash.data()), hash.size()}) + "'";
        };
        return "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
               "script-src " +
               hashOf(kScript) + "; style-src 'unsafe-inline'";
    }();
    return policy;
}

} // namespace meterbench::icos
